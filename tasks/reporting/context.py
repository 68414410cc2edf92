"""What every part of one report needs while the report is built."""

from dataclasses import dataclass

from sources.messages import Language
from sources.month import Month
from sources.plan import Plan
from tasks.reporting.brand import Brand
from tasks.reporting.material import Material
from tasks.reporting.source_list import SourceList
from tasks.reporting.wording import Wording


@dataclass(frozen=True)
class Context:
    """The month's material, the federation's looks, the language's words, and the one list of sources."""

    material: Material
    brand: Brand
    words: Wording
    sources: SourceList

    @classmethod
    def of(cls, material: Material, language: Language, brand: Brand) -> "Context":
        words = Wording(language)
        return cls(material, brand, words, SourceList(material, words))

    @property
    def plan(self) -> Plan:
        return self.material.plan

    @property
    def month(self) -> Month:
        return self.material.month
