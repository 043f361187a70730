-- A signature is a profile's name, or an object that gives it another header or prefix too.
ALTER TABLE webhooks ALTER COLUMN signatures TYPE json USING to_json(signatures);
