-- The version before knows no such reason, and could not show the timelines.
DELETE FROM alert_episode_events WHERE kind = 'suppressed' AND reason = 'muted';
DROP TABLE alert_mutes;
