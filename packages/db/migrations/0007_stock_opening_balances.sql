CREATE TABLE "stock_opening_balances" (
	"sku" varchar(255) PRIMARY KEY NOT NULL,
	"balance" bigint NOT NULL
);
