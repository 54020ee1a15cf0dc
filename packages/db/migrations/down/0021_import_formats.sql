-- Checked imports stay; how their columns were mapped is forgotten.
ALTER TABLE product_imports DROP COLUMN format, DROP COLUMN encoding, DROP COLUMN mapping, DROP COLUMN left_out;
DROP TABLE import_mappings;
