"""Writes events.json: the bytes that TensorBoard's own protocol buffers and record writer make of four events.

pip install tensorboard==2.21.0; python3 events.py > events.json
"""

import io
import json

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.summary.writer.record_writer import RecordWriter


class Kept(io.BytesIO):
    """Bytes that outlive the writer."""

    def close(self):
        pass


def recorded(event):
    kept = Kept()
    writer = RecordWriter(kept)
    writer.write(event.SerializeToString())
    writer.close()
    return kept.getvalue().hex()


edges = [i / 4 - 4 for i in range(33)]
histogram = HistogramProto(
    min=-3.0,
    max=5.0,
    num=100.0,
    sum=50.0,
    sum_squares=100 * (1.5**2 + 0.5**2),
    bucket_limit=[0.5 + edge * 1.5 for edge in edges] + [1.7976931348623157e308],
    bucket=[float(i % 7) for i in range(34)],
)
print(
    json.dumps(
        {
            "version": recorded(Event(wall_time=1.5, step=0, file_version="brain.Event:2")),
            "start": recorded(Event(wall_time=2.25, step=301, session_log=SessionLog(status=SessionLog.START))),
            "scalars": recorded(
                Event(
                    wall_time=1.7e9,
                    step=123456789,
                    summary=Summary(
                        value=[Summary.Value(tag="train/loss", simple_value=0.1), Summary.Value(tag="θ", simple_value=-2)]
                    ),
                )
            ),
            "histogram": recorded(
                Event(wall_time=3.0, step=7, summary=Summary(value=[Summary.Value(tag="membrane", histo=histogram)]))
            ),
        },
        indent=2,
    )
)
