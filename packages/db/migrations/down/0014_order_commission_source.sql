-- The version before computes commissions in the same way and does not say how.
ALTER TABLE aff_attributions DROP COLUMN commission_source, DROP COLUMN commission_bps;
