DROP INDEX "idx_inventory_products_urgency";--> statement-breakpoint
CREATE INDEX "idx_inventory_products_urgency" ON "inventory_products" USING btree ((stock::numeric / greatest(threshold, 1)),(stock - threshold),"id") WHERE stock < threshold AND archived_at IS NULL;
