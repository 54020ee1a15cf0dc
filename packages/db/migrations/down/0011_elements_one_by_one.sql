-- The function before did the same, only slower.
SELECT 1;
