-- Returns text as searches compare it: canonical, in lower case, and with one spelling of letters whose cases differ in
-- number or language (ß and ẞ as ss; İ and ı as i; final sigma as sigma). Indexes hold it, so its body is bound when it is
-- created: a restored dump computes them without a search path.
CREATE OR REPLACE FUNCTION hub_search_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(lower(replace(replace(
  translate(hub_canonical_text(value), 'İıς', 'iiσ'), 'ß', 'ss'), 'ẞ', 'ss') COLLATE "C") COLLATE "default");
--> statement-breakpoint
-- Returns the words of a text as searches compare them. Spaces and punctuation part words, and nothing else does: the
-- parser of to_tsvector takes SKUs and names for addresses, paths and numbers.
CREATE OR REPLACE FUNCTION hub_search_words(value text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(array_remove(
  regexp_split_to_array(hub_search_text(value) COLLATE "C", '[\u0001-/:-@\[-`{-\u007F\u00A1\u00AB\u00B7\u00BB\u00BF\u2010-\u2027\u2030-\u205E\u3000-\u3003\u060C\u061B\u061F]+'), ''));
--> statement-breakpoint
-- Returns the query for texts with a word that begins with each of these words; null for a text without words.
CREATE OR REPLACE FUNCTION hub_search_query(value text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
-- Punctuation parts words, so that no word has a quote or a backslash in it.
RETURN (SELECT string_agg('''' || word || ''':*', ' & ') FROM unnest(tsvector_to_array(hub_search_words(value))) AS word)::tsquery;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_affiliates_handle_text" ON "affiliates" USING btree (hub_search_text(handle) text_pattern_ops);--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_affiliates_name_text" ON "affiliates" USING btree (hub_search_text(name) text_pattern_ops);--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_affiliates_words" ON "affiliates" USING gin (hub_search_words(name || ' ' || handle));--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_orders_ordered_at" ON "orders" USING btree ("ordered_at","id");--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_product_labels_archived" ON "product_labels" USING btree ("product_id") WHERE is_archived;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_product_labels_sku_text" ON "product_labels" USING btree (hub_search_text(sku) text_pattern_ops);--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_product_labels_name_text" ON "product_labels" USING btree (hub_search_text(name) text_pattern_ops);--> statement-breakpoint
CREATE INDEX CONCURRENTLY "idx_product_labels_words" ON "product_labels" USING gin (hub_search_words(name));
