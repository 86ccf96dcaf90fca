"""A lane has the memory that its parameter says, and works."""

from typing import Any

from tests.support.deployed import Deployed


def test_each_lane_works_with_the_memory_of_its_own_parameter(deployed: Deployed) -> None:
    functions: Any = deployed.stack.emulator.client("lambda")
    memory = {
        name: int(functions.get_function_configuration(FunctionName=deployed.info.outputs[name])["MemorySize"])
        for name in ("DefaultConsumer", "LongConsumer")
    }
    delivery = deployed.delivery("store/shipment/created", {"type": "shipment", "id": 7, "orderId": 251})
    deployed.deliver(delivery)

    assert memory == {"DefaultConsumer": 512, "LongConsumer": 640}
    assert deployed.run(delivery.id, "print_label", "completed")["lane"] == "long"
