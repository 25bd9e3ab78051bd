#!/usr/bin/env python3
"""Writes the data of a shop, as SQL: its customers and what they have ordered. Standard library only.

    python3 data.py | psql ...
    python3 data.py --broken | psql ...      one more state of a customer, which breaks the rule of views.yaml

The same customers and orders in every run: only their times are counted back from now. No order lies within two hours of
the time of day at which the windows of views.yaml begin or end, so that the features do not depend on when they are computed.
"""
import argparse
import datetime
import random

CUSTOMERS = 600
DAYS = 90
PLANS = ["free", "basic", "plus", "business"]

TABLES = """
CREATE TABLE IF NOT EXISTS customers (
  customer_id bigint NOT NULL, plan_level bigint, tenure_days bigint, satisfaction double precision,
  event_timestamp timestamptz NOT NULL, created timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS orders (
  order_id bigint PRIMARY KEY, customer_id bigint NOT NULL, amount numeric(10, 2) NOT NULL,
  ordered_at timestamptz NOT NULL, created timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (customer_id, ordered_at);
TRUNCATE customers, orders;
"""


class Customer:
    """One customer; ages in hours before now."""

    def __init__(self, number):
        chance = random.Random(number)
        self.customer_id = number
        self.plan_level = chance.choices(range(len(PLANS)), [5, 4, 2, 1])[0]
        self.tenure_days = int(chance.expovariate(1 / 500)) + 1
        # One in six was never asked.
        self.satisfaction = None if chance.random() < 1 / 6 else round(chance.betavariate(5, 2), 2)
        # One in eight has gone quiet, one in twenty has never ordered anything.
        self.quiet = chance.choice([45, 60]) if chance.random() < 1 / 8 else 0
        rate = 0 if chance.random() < 1 / 20 else chance.gammavariate(2, 0.05) * (1 + self.plan_level)
        self.orders = []
        for day in range(self.quiet, DAYS):
            for _ in range(sum(chance.random() < rate / 3 for _ in range(3))):
                hours = day * 24 + chance.uniform(2, 22)
                self.orders.append((hours, round(chance.lognormvariate(3, 0.8), 2)))

    def features(self):
        """What the views say of this customer, None where they know nothing."""
        month = [amount for hours, amount in self.orders if hours < 30 * 24]
        week = [amount for hours, amount in self.orders if hours < 7 * 24]
        aggregated = {"orders_30d": len(month) if self.orders else None,
                      "spend_30d": round(sum(month), 2) if month else None,
                      "largest_30d": max(month, default=None),
                      "orders_7d": len(week) if self.orders else None}
        return {"plan_level": self.plan_level, "tenure_days": self.tenure_days,
                "satisfaction": 0.7 if self.satisfaction is None else self.satisfaction, **aggregated}

    def leaves(self):
        """Whether the customer will have left in a month: what the model is to tell."""
        chance = random.Random(-self.customer_id)
        recent = sum(1 for hours, _ in self.orders if hours < 30 * 24)
        risk = 0.75 if self.quiet else 0.4 - 0.06 * min(recent, 6)
        risk += 0.3 * (0.7 - (0.7 if self.satisfaction is None else self.satisfaction))
        return chance.random() < risk


def customers():
    return [Customer(number) for number in range(1, CUSTOMERS + 1)]


def at(now, hours):
    return (now - datetime.timedelta(hours=hours)).isoformat(timespec="milliseconds")


def rows(table, columns, values):
    yield f"COPY {table} ({', '.join(columns)}) FROM STDIN;"
    for row in values:
        yield "\t".join("\\N" if value is None else str(value) for value in row)
    yield "\\."


def sql(now):
    everybody = customers()
    orders = sorted((hours, customer.customer_id, amount) for customer in everybody for hours, amount in customer.orders)
    yield TABLES
    yield from rows("customers", ["customer_id", "plan_level", "tenure_days", "satisfaction", "event_timestamp"],
                    ((c.customer_id, c.plan_level, c.tenure_days, c.satisfaction, at(now, 12)) for c in everybody))
    yield from rows("orders", ["order_id", "customer_id", "amount", "ordered_at", "created"],
                    ((number, customer, amount, at(now, hours), at(now, hours))
                     for number, (hours, customer, amount) in enumerate(orders)))


def broken(now):
    """A satisfaction beyond 1: somebody has sent percent."""
    yield from rows("customers", ["customer_id", "plan_level", "tenure_days", "satisfaction", "event_timestamp"],
                    [(1, 0, 10, 87, at(now, 0))])


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--broken", action="store_true", help="only one row that breaks a rule")
    now = datetime.datetime.now(datetime.timezone.utc)
    print("\n".join((broken if arguments.parse_args().broken else sql)(now)))


if __name__ == "__main__":
    main()
