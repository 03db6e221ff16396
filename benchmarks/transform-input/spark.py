# The same query over the same files on Spark local[2], for comparison. Reads what to do as JSON on standard input (see
# spark.ts); prints the seconds of each round after one that warms up, how many batches a round had, and the largest resident
# size that the Python process and its JVM had.
import glob
import json
import os
import shutil
import sys
import time

from pyspark.sql import SparkSession
from pyspark.sql.types import (BooleanType, DoubleType, LongType, StringType, StructField, StructType, TimestampType)

TYPES = {"long": LongType, "float": DoubleType, "string": StringType, "boolean": BooleanType, "date": TimestampType}
# A container of 4 GB, less what Spark leaves to everything that is not heap.
HEAP = "3600m"
# How often batches are looked for; one that takes longer is followed by the next at once.
TRIGGER = "500 milliseconds"

job = json.load(sys.stdin)
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.driver.memory", HEAP)
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.session.timeZone", "Asia/Shanghai")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

fields = [StructField(field["key"], TYPES[field["valtype"]]()) for field in job["schema"]]
paths = [file["path"] for file in job["files"]]
is_parquet = job["files"][0]["kind"] == "parquet"
# Block headers are lines with the one member "#".
schema = StructType(fields if is_parquet else [StructField("#", StringType())] + fields)


def load(reader, source):
    table = reader.schema(schema)
    return table.parquet(*source) if is_parquet else table.json(source).where("`#` is null")


def run_job(batches):
    """As jobs, each over the files of a batch: seconds of all of them."""
    started = time.monotonic()
    for batch in batches:
        load(spark.read, batch).createOrReplaceTempView("stream")
        spark.sql(job["sql"]).write.mode("overwrite").json(output("result"))
    return time.monotonic() - started, len(batches)


def run_stream():
    """As a streaming query: seconds of its batches, as Spark tells them."""
    # A stream reads folders.
    folder = os.path.dirname(paths[0])
    suffix = os.path.splitext(paths[0])[1]
    reader = spark.readStream.option("maxFilesPerTrigger", job["filesPerBatch"]).option("pathGlobFilter", "*" + suffix)
    stream = load(reader, [folder] if is_parquet else folder)
    if job["groups"]:
        # The documented way to run a query on each batch by itself.
        writer = stream.writeStream.foreachBatch(write_batch)
    else:
        stream.createOrReplaceTempView("stream")
        writer = spark.sql(job["sql"]).writeStream.format("json").option("path", output("result"))
    writer = writer.option("checkpointLocation", output("checkpoint"))
    if not job["arriving"]:
        query = writer.trigger(availableNow=True).start()
        query.awaitTermination()
        done = progress(query)
    else:
        query = writer.trigger(processingTime=TRIGGER).start()
        while len(progress(query)) < len(paths) and query.isActive:
            time.sleep(0.05)
        done = progress(query)
        query.stop()
    if query.exception():
        raise query.exception()
    return sum(batch["durationMs"]["triggerExecution"] for batch in done) / 1000, len(done)


def write_batch(batch, _):
    batch.createOrReplaceTempView("stream")
    batch.sparkSession.sql(job["sql"]).write.mode("append").json(output("result"))


def progress(query):
    return [batch for batch in query.recentProgress if batch["numInputRows"] > 0]


def output(name):
    return os.path.join(job["output"], name)


def peak_bytes(pid):
    try:
        with open(f"/proc/{pid}/status") as status:
            return sum(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return 0


def children(pid):
    found = []
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(path) as listed:
                pids = listed.read().split()
        except OSError:
            # The thread has ended meanwhile.
            continue
        for child in pids:
            found += [child] + children(child)
    return found


seconds = []
batches = 0
for turn in range(job["rounds"] + 1):
    shutil.rmtree(job["output"], ignore_errors=True)
    if job["mode"] == "job":
        took, batches = run_job([[path] for path in paths] if job["arriving"] else [paths])
    else:
        took, batches = run_stream()
    if turn > 0:
        seconds.append(took)

pids = [str(os.getpid())] + children(os.getpid())
json.dump({"seconds": seconds, "batches": batches, "memoryBytes": sum(peak_bytes(pid) for pid in pids)}, sys.stdout)
spark.stop()
