-- Returns the kind of device that a user agent names: mobile, tablet, desktop, tv or other; null without a user agent.
-- Browsers have stopped telling more (Chromium's user agent reduction), so that a database of devices would add nothing.
-- iPads call themselves Macs since iPadOS 13, and count as desktops.
CREATE OR REPLACE FUNCTION hub_device_class(user_agent text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE
    WHEN user_agent = '' THEN NULL
    WHEN user_agent ~ 'SmartTV|SMART-TV|Smart TV|AppleTV|GoogleTV|BRAVIA|Tizen.*TV|Web0S|HbbTV|Roku|AFT[A-Z]' THEN 'tv'
    WHEN user_agent ~ 'iPad|Tablet|PlayBook|Silk/|Kindle' THEN 'tablet'
    WHEN user_agent ~ 'Android' AND user_agent !~ 'Mobile' THEN 'tablet'
    WHEN user_agent ~ 'Mobi|iPhone|iPod|Android|Opera Mini|BlackBerry' THEN 'mobile'
    WHEN user_agent ~ 'Windows NT|Macintosh|X11|Linux|CrOS' THEN 'desktop'
    ELSE 'other'
  END
$$;
