-- Prices rise by half, and a new country comes.
UPDATE payments_now SET amount = amount * 1.5;
UPDATE payments_now SET country = 'BR' WHERE request_id % 4 = 0;
