"""One visitor without a browser: a real WebSocket to the server, speaking Streamlit's own messages."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE = 60.0
"""Seconds until an answer counts as an error."""


class SessionError(Exception):
    """A session that was not answered, or answered with an exception."""


@dataclass
class Session:
    """An open session; `widgets` are the widget states a browser would hold."""

    url: str
    page: str
    socket: websockets.ClientConnection
    sliders: dict[str, tuple[str, float, float, float]] = field(default_factory=dict)
    """Label → id, least, most and present value of the sliders with one handle."""
    fragment: str = ""
    script_hash: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    received: int = 0

    @classmethod
    async def open(cls, url: str, page: str = "") -> Session:
        """Connect and wait until the page has run.

        Raises
        ------
        SessionError
            If the page fails or does not end in time.
        """
        address = url.replace("http", "ws", 1).rstrip("/") + "/_stcore/stream"
        socket = await websockets.connect(
            address,
            subprotocols=["streamlit"],
            max_size=None,
            compression=None,  # type: ignore[list-item]
        )
        session = cls(url, page, socket)
        await session.run()
        return session

    async def run(self, fragment: str = "") -> float:
        """Let the page (or one fragment) run; seconds until it has ended."""
        message = BackMsg()
        state = message.rerun_script
        path, _, query = self.page.partition("?")
        state.query_string = query
        state.page_name = path
        state.page_script_hash = self.script_hash
        state.fragment_id = fragment
        state.context_info.url = f"{self.url.rstrip('/')}/{path}"
        state.context_info.locale = "de-DE"
        state.context_info.timezone = "Europe/Berlin"
        state.widget_states.widgets.extend(self.widgets.values())
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        try:
            await asyncio.wait_for(self._until_finished(), PATIENCE)
        except TimeoutError:
            raise SessionError(f"no answer within {PATIENCE:.0f} s") from None
        except websockets.ConnectionClosed as reason:
            raise SessionError(f"the server closed the session: {reason}") from None
        return time.perf_counter() - began

    async def move(self, label: str, value: float) -> float:
        """Move a slider; seconds until all of the answer is there."""
        name = self.sliders[label][0]
        state = WidgetState(id=name)
        state.double_array_value.data.append(value)
        self.widgets[name] = state
        return await self.run(self.fragment)

    async def close(self) -> None:
        """End the session as a closed tab does."""
        await self.socket.close()

    async def _until_finished(self) -> None:
        while True:
            data = await self.socket.recv()
            assert isinstance(data, bytes)
            self.received += len(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.script_hash = message.new_session.page_script_hash
            elif kind == "delta":
                self._note(message)
            elif kind == "script_finished":
                status = message.script_finished
                if status in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                ):
                    return
                if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise SessionError("the page does not compile")

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise SessionError(f"{element.exception.type}: {element.exception.message}")
        if element.WhichOneof("type") == "slider" and len(element.slider.default) == 1:
            slider = element.slider
            value = slider.value[0] if slider.set_value else slider.default[0]
            self.sliders[slider.label] = (slider.id, slider.min, slider.max, value)
            self.fragment = message.delta.fragment_id or self.fragment
