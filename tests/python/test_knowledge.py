"""Tables of facts that a document replaces, in a process of its own: they are replaced once."""

import subprocess
import sys

PROGRAM = """
import json
import assumable
document = json.loads(assumable.knowledge(document=True).document)
table = next(table for table in document["tables"] if table["name"] == "ecr_hosts")
table["rows"].append({"text": "amazonaws.moon", "partitions": ["aws"]})
try:
    assumable.replace_knowledge(document)
except assumable.KnowledgeError as error:
    print(error.code, error.path)
    table["hash"] = error.help.split("`")[1]
assumable.replace_knowledge(document)
print(assumable.parse_image("123456789012.dkr.ecr.us-east-1.amazonaws.moon/app:1").ecr.region)
print(*[table.name for table in assumable.knowledge().tables if table.replaced])
try:
    assumable.replace_knowledge({"form": 1, "tables": []})
except assumable.KnowledgeError as error:
    print(error.code)
"""


def test_the_tables_of_a_document_decide_once_and_before_the_first_answer() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True).stdout
    assert told.splitlines() == [
        "KNOWLEDGE_HASH /document/tables/5/hash",
        "us-east-1",
        "ecr_hosts",
        "KNOWLEDGE_REPLACED",
    ]
