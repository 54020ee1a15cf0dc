-- Returns the browser, or the app that shows the page, that a user agent names; null without a user agent. What is built
-- on another names that as well, so the order matters: Edge calls itself Chrome, and Chrome calls itself Safari.
CREATE OR REPLACE FUNCTION hub_browser_family(user_agent text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN user_agent = '' THEN NULL
    WHEN user_agent ~ 'Instagram' THEN 'Instagram'
    WHEN user_agent ~ 'FBAN|FBAV|FB_IAB' THEN 'Facebook'
    WHEN user_agent ~ 'musical_ly|BytedanceWebview|TikTok' THEN 'TikTok'
    WHEN user_agent ~ 'Pinterest' THEN 'Pinterest'
    WHEN user_agent ~ 'Snapchat' THEN 'Snapchat'
    WHEN user_agent ~ 'GSA/' THEN 'Google app'
    WHEN user_agent ~ 'MicroMessenger' THEN 'WeChat'
    WHEN user_agent ~ 'Edg(e|A|iOS)?/' THEN 'Edge'
    WHEN user_agent ~ 'OPR/|OPT/|Opera' THEN 'Opera'
    WHEN user_agent ~ 'SamsungBrowser' THEN 'Samsung Internet'
    WHEN user_agent ~ 'Vivaldi' THEN 'Vivaldi'
    WHEN user_agent ~ 'YaBrowser' THEN 'Yandex'
    WHEN user_agent ~ 'UCBrowser|UCWEB' THEN 'UC Browser'
    WHEN user_agent ~ 'DuckDuckGo|Ddg/' THEN 'DuckDuckGo'
    WHEN user_agent ~ 'Brave' THEN 'Brave'
    WHEN user_agent ~ 'Firefox/|FxiOS' THEN 'Firefox'
    WHEN user_agent ~ 'MSIE |Trident/' THEN 'Internet Explorer'
    WHEN user_agent ~ 'Android.*; wv\)' THEN 'Android app'
    WHEN user_agent ~ 'Chrome/|CriOS/|Chromium/' THEN 'Chrome'
    WHEN user_agent ~ 'Version/.*Safari/' THEN 'Safari'
    WHEN user_agent ~ '(iPhone|iPad|iPod).*AppleWebKit' THEN 'iOS app'
    ELSE 'other'
  END
$$;
