"""Files of a CRM's export to the tables of sandan: readers and mapping documents."""

from sandan.importing.apply import Imported, ImportedTable, apply_mapping, import_files
from sandan.importing.locations import FileSpec
from sandan.importing.mapping_document import load_mapping, parse_mapping
from sandan.importing.problems import MappingError, MissingPackageError, Note, SourceError
from sandan.importing.readers import read_file
from sandan.importing.rules import Mapping

__all__ = [
    "FileSpec",
    "Imported",
    "ImportedTable",
    "Mapping",
    "MappingError",
    "MissingPackageError",
    "Note",
    "SourceError",
    "apply_mapping",
    "import_files",
    "load_mapping",
    "parse_mapping",
    "read_file",
]
