"""An application of two DataFlow models: writes, reads back, and prints what it read as JSON."""

import json
import os

import redis
from dataflow import DataFlow
from kailash.runtime.local import LocalRuntime
from kailash.workflow.builder import WorkflowBuilder

db = DataFlow(os.environ["DATABASE_URL"])


@db.model
class ProductCatalog:
    name: str
    price: int


@db.model
class CustomerOrder:
    customer: str
    amount: int


def run(node: str, **arguments):
    """One node in a workflow of its own. Some nodes do not raise: they return what went wrong."""
    workflow = WorkflowBuilder()
    workflow.add_node(node, "only", arguments)
    with LocalRuntime() as runtime:
        results, _ = runtime.execute(workflow.build())
    result = results["only"]
    if result.get("failed") or result.get("error") or result.get("success") is False:
        raise RuntimeError(f"{node}: {result}")
    return result


product = run("ProductCatalogCreateNode", name="lamp", price=4200)
cache = redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
cache.set("product", "lamp")
order = run("CustomerOrderCreateNode", customer="Ada", amount=2)
run("CustomerOrderUpdateNode", filter={"id": order["id"]}, fields={"amount": 3})
print(
    json.dumps(
        {
            "product": run("ProductCatalogReadNode", id=product["id"])["name"],
            "amount": run("CustomerOrderReadNode", id=order["id"])["amount"],
            "cached": cache.get("product"),
            "orders": len(run("CustomerOrderListNode", filter={"customer": "Ada"})["records"]),
        }
    )
)
