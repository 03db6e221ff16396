"""Runs queries on Apache Spark in local mode. Started by oracle.ts.

Standard input: JSON lines, {"schema": [fields], "input": [records], "sql": text}, one query each.
Standard output: for each query one JSON line, {"rows": [canonical records], "types": [fields]} or {"error": text}.
"""

import datetime
import json
import math
import os
import sys
import tempfile

os.environ["TZ"] = "UTC"  # pyspark gives timestamps in the process's local time: UTC has neither gaps nor repeats
os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"

from pyspark.sql import SparkSession, types as t  # noqa: E402

ZONE = "Asia/Shanghai"
UTC = datetime.timezone.utc


class NotRepresentable(Exception):
    pass


def open_spark(folder):
    options = {
        "spark.sql.session.timeZone": ZONE,
        "spark.sql.ansi.enabled": "false",
        "spark.sql.legacy.timeParserPolicy": "LEGACY",
        "spark.driver.extraJavaOptions": f"-Duser.timezone={ZONE} -XX:TieredStopAtLevel=1",
        # Each query runs once, on a few rows: compiling it would take longer than interpreting it.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": folder,
        # One partition keeps the order of the input, which first, last and collect_list depend on.
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.log.level": "OFF",
    }
    builder = SparkSession.builder.master("local[2]").appName("sql-oracle")
    for name, value in options.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    spark.udf.register("keyvalue", keyvalue, t.StringType())
    return spark


def keyvalue(source, *arguments):
    """keyvalue(source, key) and keyvalue(source, split1, split2, key), which Spark does not have."""
    split1, split2, key = arguments if len(arguments) == 3 else (";", ":", *arguments)
    if None in (source, split1, split2, key):
        return None
    for piece in source.split(split1):
        name, separator, value = piece.partition(split2)
        if separator and name == str(key):
            return value
    return None


# Our fields to Spark's types, and records to rows

PLAIN_TYPES = {
    "long": t.LongType(),
    "float": t.DoubleType(),
    "string": t.StringType(),
    "jsonstring": t.StringType(),
    "boolean": t.BooleanType(),
    "date": t.TimestampType(),
}


def spark_type(field):
    if field["valtype"] == "array":
        return t.ArrayType(PLAIN_TYPES[field["elemtype"]])
    if field["valtype"] == "map":
        return spark_schema(field["schema"])
    return PLAIN_TYPES[field["valtype"]]


def spark_schema(fields):
    return t.StructType([t.StructField(field["key"], spark_type(field)) for field in fields])


def spark_value(value, field):
    if value is None:
        return None
    kind = field["valtype"]
    if kind == "map":
        return spark_row(value, field["schema"])
    if kind == "array":
        return [spark_value(item, {"valtype": field["elemtype"]}) for item in value]
    if kind == "date":
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return float(value) if kind == "float" else value


def spark_row(record, fields):
    return tuple(spark_value(record.get(field["key"]), field) for field in fields)


# Spark's types to our fields, and rows to canonical records

INTEGERS = (t.ByteType, t.ShortType, t.IntegerType, t.LongType)
FLOATS = (t.FloatType, t.DoubleType, t.DecimalType)


def field_of(name, kind):
    field = {"key": name, "required": False}
    if isinstance(kind, t.BooleanType):
        return {**field, "valtype": "boolean"}
    if isinstance(kind, INTEGERS):
        return {**field, "valtype": "long"}
    if isinstance(kind, FLOATS):
        return {**field, "valtype": "float"}
    if isinstance(kind, (t.StringType, t.NullType)):
        return {**field, "valtype": "string"}
    if isinstance(kind, (t.TimestampType, t.DateType)):
        return {**field, "valtype": "date"}
    if isinstance(kind, t.ArrayType):
        element = field_of("element", kind.elementType)["valtype"]
        if element not in ("long", "float", "string", "boolean", "date"):
            raise NotRepresentable(f"column '{name}' is {kind.simpleString()}, which no field can hold")
        return {**field, "valtype": "array", "elemtype": "string" if element == "date" else element}
    if isinstance(kind, t.StructType):
        return {**field, "valtype": "map", "schema": [field_of(one.name, one.dataType) for one in kind]}
    raise NotRepresentable(f"column '{name}' is {kind.simpleString()}, which no field can hold")


def without_dates(kind):
    """A date is the instant at 00:00 of the session's zone: Spark's own cast says which one."""
    if isinstance(kind, t.DateType):
        return t.TimestampType()
    if isinstance(kind, t.ArrayType):
        return t.ArrayType(without_dates(kind.elementType), kind.containsNull)
    if isinstance(kind, t.StructType):
        return t.StructType([t.StructField(one.name, without_dates(one.dataType)) for one in kind])
    return kind


def canonical(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime.datetime):
        return instant_text(value)
    if isinstance(value, t.Row):
        return record_of(value.__fields__, value)
    if isinstance(value, (list, tuple)):
        return [item for item in map(canonical, value) if item is not None]
    number = float(value)
    return number if math.isfinite(number) else None


def record_of(names, row):
    pairs = zip(names, map(canonical, row))
    return {name: value for name, value in pairs if value is not None}


def instant_text(value):
    text = f"{value.year:04d}-{value:%m-%dT%H:%M:%S}"
    micros = value.microsecond
    if micros == 0:
        return f"{text}Z"
    return f"{text}.{micros // 1000:03d}Z" if micros % 1000 == 0 else f"{text}.{micros:06d}Z"


def run(spark, tables, query):
    key = json.dumps([query["schema"], query["input"]])
    if key not in tables:
        fields = query["schema"]
        rows = [spark_row(json.loads(record), fields) for record in query["input"]]
        tables[key] = spark.createDataFrame(rows, spark_schema(fields)).coalesce(1).cache()
    tables[key].createOrReplaceTempView("stream")
    result = spark.sql(query["sql"])
    names = result.columns
    fields = [field_of(name, one.dataType) for name, one in zip(names, result.schema)]
    plain = result.toDF(*[f"c{i}" for i in range(len(names))])
    columns = [plain[one.name].cast(without_dates(one.dataType)).alias(one.name) for one in plain.schema]
    rows = plain.select(*columns).collect()
    return {"rows": [record_text(names, row) for row in rows], "types": fields}


def record_text(names, row):
    return json.dumps(record_of(names, row), ensure_ascii=False)


def refusal(error):
    text = str(error).strip().split("\n")
    return "\n".join(text[:3])


def main():
    # Only answers go to standard output: libraries that print must not garble them.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory() as folder:
        spark = open_spark(folder)
        tables = {}
        for line in sys.stdin:
            try:
                answer = run(spark, tables, json.loads(line))
            except Exception as error:  # whatever the query raises is its answer
                answer = {"error": refusal(error)}
            answers.write(json.dumps(answer, ensure_ascii=True) + "\n")
            answers.flush()
        spark.stop()


main()
