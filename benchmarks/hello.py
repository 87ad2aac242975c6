"""The least that Flask can answer: what requests per second are compared with."""

from flask import Flask

app = Flask("hello")


@app.get("/")
def hello() -> str:
    return "hello"
