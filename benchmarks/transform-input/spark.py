# The same query over the same files on Spark local[2], for comparison. Reads a job as JSON on standard input: sql, files
# (as a scan gives them), schema, rounds, output; prints the seconds of each round after one that warms up, and the largest
# resident size that the Python process and its JVM had.
import glob
import json
import os
import sys
import time

from pyspark.sql import SparkSession
from pyspark.sql.types import (BooleanType, DoubleType, LongType, StringType, StructField, StructType, TimestampType)

TYPES = {"long": LongType, "float": DoubleType, "string": StringType, "boolean": BooleanType, "date": TimestampType}

job = json.load(sys.stdin)
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.driver.memory", "2g")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "Asia/Shanghai")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

fields = [StructField(field["key"], TYPES[field["valtype"]]()) for field in job["schema"]]
paths = [file["path"] for file in job["files"]]
if job["files"][0]["kind"] == "parquet":
    table = spark.read.parquet(*paths)
else:
    # Block headers are lines with the one member "#".
    header = StructField("#", StringType())
    table = spark.read.schema(StructType([header] + fields)).json(paths).where("`#` is null")
table.createOrReplaceTempView("stream")

seconds = []
for turn in range(job["rounds"] + 1):
    started = time.monotonic()
    spark.sql(job["sql"]).write.mode("overwrite").json(job["output"])
    if turn > 0:
        seconds.append(time.monotonic() - started)


def peak_bytes(pid):
    with open(f"/proc/{pid}/status") as status:
        return sum(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def children(pid):
    found = []
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        with open(path) as listed:
            for child in listed.read().split():
                found += [child] + children(child)
    return found


pids = [str(os.getpid())] + children(os.getpid())
json.dump({"seconds": seconds, "memoryBytes": sum(peak_bytes(pid) for pid in pids)}, sys.stdout)
spark.stop()
