-- Payments as a model was trained on them, and as it sees them now: the same distributions, other rows.
SELECT setseed(0.42);
DROP TABLE IF EXISTS payments_training, payments_now;
CREATE TABLE payments_training (amount float8, age int, country text);
INSERT INTO payments_training
SELECT exp(3 + 0.8 * (random() + random() + random() - 1.5) * 2), 18 + (random() * 60)::int, (ARRAY['DE', 'FR', 'US', 'US'])[1 + (random() * 3.99)::int % 4]
FROM generate_series(1, 20000);
CREATE TABLE payments_now (request_id bigserial, at timestamptz, amount float8, age int, country text);
INSERT INTO payments_now (at, amount, age, country)
SELECT now() - random() * interval '20 hours', exp(3 + 0.8 * (random() + random() + random() - 1.5) * 2), 18 + (random() * 60)::int,
       (ARRAY['DE', 'FR', 'US', 'US'])[1 + (random() * 3.99)::int % 4]
FROM generate_series(1, 20000);
