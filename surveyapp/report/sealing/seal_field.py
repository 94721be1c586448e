"""Empty signature field in a tagged PDF: invisible, with a description for screen readers.

pyHanko's own fields are not in the structure tree, which PDF/UA requires of every field.
"""

from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

PRINTED = 4
"""Annotation flag Print, which PDF/A requires."""


def add(writer: Any, name: str, description: str) -> None:
    """Add the field to the first page. ``writer`` is pyHanko's for an incremental update."""
    page, _ = writer.find_page_for_modification(0)
    tree = writer.root["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    key = 1 + max((int(numbers[place]) for place in range(0, len(numbers), 2)), default=-1)
    field = writer.add_object(_field(page, name, description, key))
    top = tree.raw_get("/K")
    parent = top[0] if isinstance(top, ArrayObject) else top
    element = writer.add_object(
        _dictionary(Type="StructElem", S="Form", P=parent, Pg=page, K=_dictionary(Type="OBJR", Obj=field, Pg=page))
    )
    _append(writer, parent.get_object(), "/K", element)
    numbers += [NumberObject(key), element]
    writer.update_container(numbers)
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(key + 1)
    writer.update_container(tree)
    _append(writer, page.get_object(), "/Annots", field)
    page.get_object()[NameObject("/Tabs")] = NameObject("/S")
    writer.root[NameObject("/AcroForm")] = writer.add_object(
        _dictionary(Fields=ArrayObject([field]), SigFlags=NumberObject(3))
    )
    writer.update_root()


def _field(page: Any, name: str, description: str, key: int) -> DictionaryObject:
    return _dictionary(
        Type="Annot",
        Subtype="Widget",
        FT="Sig",
        T=TextStringObject(name),
        TU=TextStringObject(description),
        Rect=ArrayObject([NumberObject(0)] * 4),
        F=NumberObject(PRINTED),
        P=page,
        StructParent=NumberObject(key),
    )


def _dictionary(**entries: Any) -> DictionaryObject:
    """Return a PDF dictionary; values of type str become names."""
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(f"/{value}") if type(value) is str else value
            for key, value in entries.items()
        }
    )


def _append(writer: Any, holder: Any, key: str, value: Any) -> None:
    """Append a value to a list that may be a single value, or absent."""
    held = holder.get(key)
    if isinstance(held, ArrayObject):
        held.append(value)
        writer.update_container(held)
    else:
        before = [holder.raw_get(key)] if key in holder else []
        holder[NameObject(key)] = ArrayObject([*before, value])
    writer.update_container(holder)
