DROP TABLE list_choices;
DROP TABLE list_views;
DROP TABLE bulk_change_lines;
DROP TABLE bulk_changes;
