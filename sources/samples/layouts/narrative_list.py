"""社会基盤 担当: a list of words without a number, kept in LibreOffice (.ods)."""

from xml.sax.saxutils import escape

from sources.month import Month
from sources.samples.workbook import zip_of

HEAD = ("No", "取り組み", "進捗状況", "実施内容", "課題", "今後の予定")
ROWS = {
    9: (
        (
            "高速道路のミッシングリンクの解消等に向けた支援",
            "順調",
            "ストック効果マップの改訂を終え、要望書に添えた。",
            "特になし",
            "11月：社会資本フォーラム",
        ),
        (
            "日本海側と太平洋側のグローバル・ゲートウェイ機能の強化・利活用支援",
            "やや遅れ",
            "港湾の利用状況を荷主に聞いた。",
            "国際線の再開が見通せない。",
            "10月：国への要望",
        ),
        (
            "防災・減災対策・国土強靱化に関する要望活動の実施",
            "順調",
            "要望の項目を7県と整理した。",
            "特になし",
            "10月：要望書の提出",
        ),
    ),
    10: (
        (
            "高速道路のミッシングリンクの解消等に向けた支援",
            "順調",
            "自動化施工の現場を見学し、会員21社が加わった。",
            "特になし",
            "11月：社会資本フォーラム",
        ),
        (
            "日本海側と太平洋側のグローバル・ゲートウェイ機能の強化・利活用支援",
            "順調",
            "空港と港湾の機能強化を国に要望した。",
            "国際線の再開が見通せない。",
            "12月：物流の研究会",
        ),
        (
            "防災・減災対策・国土強靱化に関する要望活動の実施",
            "順調",
            "国土強靱化の予算の確保を国に要望した。",
            "次年度予算の動きを追う。",
            "12月：政府予算案の確認",
        ),
    ),
}
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="報告一覧">
{rows}
</table:table></office:spreadsheet></office:body></office:document-content>
"""


def workbook(month: Month) -> bytes:
    """Return the OpenDocument workbook of September or October 2021."""
    rows = (
        ("社会基盤に関する取り組みの報告",),
        (f"令和3年{month.number}月末現在",),
        (),
        HEAD,
        *((str(number), *row) for number, row in enumerate(ROWS[month.number], start=1)),
    )
    content = CONTENT.format(rows="\n".join(_row(row) for row in rows))
    return zip_of(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": MANIFEST.encode(),
            "content.xml": content.encode(),
        }
    )


def _row(values: tuple[str, ...]) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        for value in values
    )
    return f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>"
