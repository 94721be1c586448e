"""An empty field for a seal in a tagged PDF: it shows nothing, and a screen reader hears what it is.

pyHanko's own fields stand outside the structure tree, and PDF/UA asks for every field to be in it.
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
"""The flag of an annotation that is on paper too; PDF/A asks for it."""


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
    """A plain text among the values is a name."""
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(f"/{value}") if type(value) is str else value
            for key, value in entries.items()
        }
    )


def _append(writer: Any, holder: Any, key: str, value: Any) -> None:
    """One more in a list that may be one value, or not be there yet."""
    held = holder.get(key)
    if isinstance(held, ArrayObject):
        held.append(value)
        writer.update_container(held)
    else:
        before = [holder.raw_get(key)] if key in holder else []
        holder[NameObject(key)] = ArrayObject([*before, value])
    writer.update_container(holder)
