-- What is left of files that people asked for goes with them.
DROP TABLE list_export_parts, list_exports;
