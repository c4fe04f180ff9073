"""The fixed words of every report: what a severity, a verdict, a reason is called, and what to do next."""

from __future__ import annotations

from review.model import GapReason, Reviewed, Severity, Verdict

SEVERITIES = {Severity.BLOCK: "必须处理", Severity.WARN: "需要核对", Severity.NOTE: "供参考"}
SEVERITY_ASIDE = {Severity.BLOCK: "不得公开", Severity.WARN: "核对后再定", Severity.NOTE: "不影响公开"}
VERDICTS = {
    Verdict.BLOCK: "不能公开",
    Verdict.INCOMPLETE: "未能全部检查",
    Verdict.WARN: "需要核对后再定",
    Verdict.CLEAN: "未发现问题",
}
STOP = "停止处理"
EXCEPTED = "按允许清单保留"  # how a note in a record begins that tells of findings which were agreed on
NOT_NOTHING = "未发现不等于没有"
CATEGORIES = {
    "marking": "密级和文件标志",
    "personal": "个人信息",
    "sensitive": "敏感事项",
    "credential": "口令和密钥",
    "evasion": "规避检查的写法",
    "hidden": "隐藏内容",
    "proofreading": "文字校对",
    "outdated": "过时、失效内容",
    "aggregation": "汇聚关联",
    "unit": "本单位规则",
}
CARRIERS = {
    "comment": "批注",
    "tracked-change": "修订痕迹",
    "text": "隐藏文字",
    "metadata": "文件属性",
    "sheet": "隐藏工作表",
    "row-or-column": "隐藏的行或列",
    "attachment": "附件",
    "text-box": "文本框",
    "header-footer": "页眉页脚",
    "footnote": "脚注",
    "redaction": "涂黑下的文字",
    "annotation": "注释",
    "layer": "隐藏图层",
    "offpage": "页面外内容",
    "html-comment": "网页注释",
    "exif": "照片信息",
    "cropped-picture": "裁剪掉的图片",
    "thumbnail": "缩略图",
    "alt-text": "替代文字",
    "notes": "备注",
    "custom-xml": "自定义数据",
    "macro": "宏",
    "external-link": "外部链接",
    "format-mismatch": "后缀与内容不符",
    "second-reading": "另一程序读到的文字",
}
REASONS = {
    GapReason.ENCRYPTED: "已加密",
    GapReason.DAMAGED: "已损坏",
    GapReason.UNSUPPORTED: "格式不支持",
    GapReason.TIMEOUT: "超时",
    GapReason.CRASHED: "读取中断",
    GapReason.LIMIT: "超出限度",
    GapReason.NEEDS_OCR: "图片待识别",
    GapReason.NEEDS_EYES: "需人工查看",
    GapReason.ENGINE_MISSING: "缺少组件",
    GapReason.UNREADABLE: "无法读取",
    GapReason.VANISHED: "文件已不在",
}

DISCLAIMER = "仅用于非涉密环境；不替代保密审查和签批；未经商用密码检测认证，不作为密评依据；不是安全保密产品或保密检查工具。"
STOP_REASON = "本文件疑似带有密级标志，不得在这台计算机上继续处理。"
STOP_ORDER = "停止操作、断开网络、保持原状、立即报告本单位保密工作机构（可能泄密的，应在24小时内报告）。"

_NEXT = {
    Verdict.BLOCK: "请按“怎么办”逐项处理，改完保存后重新检查；检查通过后仍须逐级审查签批。",
    Verdict.INCOMPLETE: "请先按提示处理未能检查的部分，再重新检查；在此之前不能认定可以公开。",
    Verdict.WARN: "请逐项核对：该改的改完重新检查，可以公开的由审查人员在签批时说明。",
    Verdict.CLEAN: "请照常通读全文并逐级审查签批；未发现不等于没有。",
}


def verdict_text(reviewed: Reviewed) -> str:
    """Return in a few words what the review of one document comes to."""
    return STOP if reviewed.scan.stop else VERDICTS[reviewed.verdict]


def next_step(verdict: Verdict, *, stop: bool) -> str:
    """Return the one sentence that tells the reader what to do now."""
    return STOP_ORDER if stop else _NEXT[verdict]
