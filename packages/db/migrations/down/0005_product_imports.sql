DROP TABLE product_import_lines;
DROP TABLE product_imports;
