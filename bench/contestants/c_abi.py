"""What the benchmark calls of the C ABI, over ctypes: no package between clock and library."""

import ctypes
import json
import os

import pyarrow as pa

ERROR_BYTES = 1024
ERROR_MESSAGE_OFFSET = ERROR_BYTES - 640
STRUCT_BYTES = {"schema": 72, "array": 80, "stream": 40}


class Run(ctypes.Structure):
    _fields_ = [
        ("struct_size", ctypes.c_uint32),
        ("threads", ctypes.c_int32),
        ("max_bytes", ctypes.c_int64),
        ("max_rows", ctypes.c_int64),
        ("progress", ctypes.c_void_p),
        ("ctx", ctypes.c_void_p),
    ]


class SandanError(Exception):
    pass


class Library:
    """libsandan, with failures as exceptions."""

    def __init__(self, path=None):
        self.dll = ctypes.CDLL(path or os.environ["SANDAN_LIBRARY"])
        self.dll.sandan_version.restype = ctypes.c_uint32

    def version(self):
        number = self.dll.sandan_version()
        return f"{number >> 16}.{number >> 8 & 255}.{number & 255}"

    def call(self, name, *arguments):
        """The function `name` with its arguments and an error struct; raises if it fails."""
        error = ctypes.create_string_buffer(ERROR_BYTES)
        ctypes.c_uint32.from_buffer(error).value = ERROR_BYTES
        function = getattr(self.dll, name)
        function.restype = ctypes.c_int32
        status = function(*arguments, error)
        if status != 0:
            message = error.raw[ERROR_MESSAGE_OFFSET:].split(b"\0")[0].decode()
            raise SandanError(f"{name}: status {status}: {message}")

    def make(self, name, *arguments):
        """The same for a function whose last argument before the error is an output handle."""
        handle = ctypes.c_void_p()
        self.call(name, *arguments, ctypes.byref(handle))
        return handle

    def destroy(self, kind, handle):
        getattr(self.dll, f"sandan_{kind}_destroy")(handle)

    def text(self, value):
        """A text as the two arguments pointer and length."""
        encoded = (value if isinstance(value, str) else json.dumps(value)).encode()
        return ctypes.c_char_p(encoded), ctypes.c_size_t(len(encoded))


class Tables:
    """A sandan_tables of pyarrow tables, whose memory it keeps alive."""

    def __init__(self, library, tables):
        self.library = library
        self.borrowed = []
        self.handle = library.make("sandan_tables_create")
        for name, table in tables.items():
            for batch in table.to_batches():
                self.add(name, batch)

    def add(self, name, batch):
        schema = ctypes.create_string_buffer(STRUCT_BYTES["schema"])
        array = ctypes.create_string_buffer(STRUCT_BYTES["array"])
        batch._export_to_c(ctypes.addressof(array), ctypes.addressof(schema))
        self.borrowed.append((schema, array, batch))
        self.library.call("sandan_tables_add", self.handle, *self.library.text(name), schema, array)


def exported(library, result, name):
    """A result table as a pyarrow table; its buffers are the library's own."""
    stream = ctypes.create_string_buffer(STRUCT_BYTES["stream"])
    library.call("sandan_result_export", result, *library.text(name), stream)
    return pa.RecordBatchReader._import_from_c(ctypes.addressof(stream)).read_all()
