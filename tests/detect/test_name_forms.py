"""Names by how they are built and by what stands around them; words and lists of things that only look like names."""

import pytest

from review.extract import extract
from review.model import Status
from review.rules.prove import unmark
from review.scan import Options, scan


def private(ruleset, text):
    findings = scan(extract(text.encode(), "a.txt"), ruleset, Options(b"k" * 32)).findings
    return [f for f in findings if f.rule == "personal.name" and f.status is Status.PRIVATE]


@pytest.mark.parametrize(
    "text",
    [
        "县残联理事长郭立新把轮椅送到⟦席二娃⟧家中。",
        "县局局长柏国华带队检查，发现⟦柏国强⟧经营的烟花店超量储存。",
        "经县登记中心审核，⟦戴锦云⟧与⟦贝永康⟧申请的登记符合条件。",
        "领取失业金人员　⟦钭晓明⟧　⟦戴建华⟧　⟦母小波⟧",
        "申请人⟦鞠振海⟧及其委托代理人⟦鞠小波⟧（其子）到场。",
        "关于⟦祖文彪⟧同志反映水渠漏水问题的答复",
        "三号楼欠费业主：101⟦薛晓峰⟧、203⟦温如海⟧、302⟦贺美玲⟧。",
        "下列人员驾驶证被依法注销：⟦贾铁柱⟧⟦薛广生⟧⟦雷三妹⟧⟦倪建设⟧，本人可在两年内申请恢复。",
        "补发独生子女父母奖励金：⟦叶子⟧960元、⟦安静⟧960元、⟦温馨⟧480元。",
        "驾驶人⟦常乐⟧饮酒后驾车。",
        "患者⟦成果⟧，女，26岁。",
        "牧民⟦才仁多杰⟧申请草原奖补资金。",
        "牧户⟦格日勒图⟧、⟦萨仁高娃⟧超载放牧。",
        "贫困学生⟦麦尔哈巴·阿卜杜拉⟧已办理助学金。",
    ],
)
def test_a_private_name_is_told_from_what_stands_around_it(ruleset, text):
    plain, spans = unmark(text)
    assert [(f.start, f.end) for f in private(ruleset, plain)] == spans


@pytest.mark.parametrize(
    "text",
    [
        "开展轰轰烈烈的群众运动，发展城乡体育运动。",
        "落在群众要求的后面，文化教育和体育卫生都应发展。",
        "农业主要产品的单位面积产量增加，农业转移人口市民化摆在突出位置。",
        "双方当事人房屋因漏水受损，申请人应当在十日内提出。",
        "林权争议调处办法",
        "明确管理对象和源头，预防污染；当事人为解决争议，可以申请调解。",
        "全镇辖石佛、安乐、太平、永丰、和平、常兴六个行政村。",
        "入库树种包括白皮松、黄连木、文冠果、水曲柳、丁香、石榴等。",
        "本期参展企业：广丰机械、万向轴承、林海动力、高斯软件。",
        "报告执笔人：娄文斌；课题组成员：祁小丽、阎东升。",
        "本局执法人员农志强、蓝海峰出示证件后进入仓库。",
    ],
)
def test_ordinary_words_lists_of_things_and_people_at_work_are_left_alone(ruleset, text):
    assert [f.quote for f in private(ruleset, text)] == []
