import pytest

from review.extract import extract
from review.model import Severity, Status
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import Options, scan

RULES = load_ruleset(lexicons())


def addresses(text, name="文稿.txt"):
    found = scan(extract(text.encode(), name), RULES, Options(b"k")).findings
    return [(f.quote, f.severity) for f in found if f.rule == "personal.address"]


@pytest.mark.parametrize(
    ("before", "address", "after"),
    [
        ("兹有我村村民盖某，住", "上岭屯二队门牌57号", "，因火灾烧毁住房两间。"),
        ("被处罚人郝某，户籍所在地", "滑县焦虎乡前柳树屯村6号", "。"),
        ("职工罗某，现居", "新疆生产建设兵团第八师一四三团十七连居民点5栋2号", "，申报不符。"),
        ("失主某，住", "黄石市西塞山区黄思湾隧道口24-1-8", "，请认领。"),
        ("我家在", "翠屏路88号锦绣花城二期16幢1204", "，电梯坏了。"),
        ("烈士遗属谢某，住", "于都县贡江镇测试村上屋组3号", "。"),
        ("户籍地：", "河南省郑州市二七区测试街道文化路100号院8号楼17号", "，"),
    ],
)
def test_an_address_begins_with_the_first_division_and_ends_with_the_last_unit(before, address, after):
    assert addresses(before + address + after) == [(address, Severity.BLOCK)]


@pytest.mark.parametrize(
    "text",
    [
        "征收位于象湖镇红都大道12号的棚改项目范围内房屋。",
        "投标文件递交地点：瑞金市公共资源交易中心（红都大道8号）二楼开标室。",
        "企业名称：某某五金制品有限公司\n住所：浦江县浦南街道平七路129号\n经营场所：浦江县浦南街道丰安工业区8号厂房",
        "考生于4月13日8时前到遵义市汇川区上海路18号综合实验楼报到。",
        "市卫生健康局办公室，地址：红都大道1号3楼，邮编342500。",
        "住房和城乡建设部门2号文件规定，居住小区12栋以上应当配套。",
        "慈善超市位于象湖镇双清路5号，居民可凭证领取。",
        "通讯地址：XX省XX市XX路XX号XX室",
        "郑某，住临洮县城关镇*******，被取保候审。",
    ],
)
def test_where_an_office_is_or_a_mask_stands_is_no_home(text):
    assert addresses(text) == []


def test_a_line_end_within_an_address_belongs_to_it():
    wrapped = "岳西县天堂镇建设西路供销社宿舍\n楼2单元东户"
    assert addresses(f"送达地址确认书\n受送达人：楚某\n送达地址：{wrapped}\n") == [(wrapped, Severity.WARN)]


def test_a_village_in_a_list_that_the_law_asks_for_is_nothing_and_a_door_is_not():
    table = "姓名\t住址\t金额\n甘某\t柳塘镇枫树坳村\t300\n易某\t柳塘镇新屋场村14组26号\t300"
    assert addresses(f"临时救助对象公示\n{table}") == [("柳塘镇新屋场村14组26号", Severity.BLOCK)]
    assert addresses(table) == [("柳塘镇枫树坳村", Severity.WARN), ("柳塘镇新屋场村14组26号", Severity.BLOCK)]


def test_a_column_of_addresses_is_read_by_whom_the_table_lists():
    assert addresses("户主\t地址\n巴某\t赛罕苏木哈沙图嘎查3号\n") == [("赛罕苏木哈沙图嘎查3号", Severity.BLOCK)]
    assert addresses("单位名称\t地址\n财政局\t测试镇红都大道3号\n") == []


def test_every_row_of_a_long_table_has_the_heading_of_the_first():
    rows = "".join(f"{n}\t甘某\t柳塘镇新屋场村{n}组{n}号\n" for n in range(1, 900))
    assert len(addresses(f"序号\t姓名\t家庭住址\n{rows}")) == 899


def test_the_status_of_a_home_is_private():
    found = scan(extract("家住赣州市章贡区测试路112号5栋301。".encode(), "文稿.txt"), RULES, Options(b"k")).findings
    assert [f.status for f in found if f.rule == "personal.address"] == [Status.PRIVATE]


@pytest.mark.parametrize(
    ("text", "address", "severity"),
    [
        ("姓名\n某某\n户籍地\n测试乡水口村13组\n", "测试乡水口村13组", Severity.WARN),
        ("姓名\t某某\t性别\t男\n户籍地址\t测试乡水口村5组12号\t备注\t略\n", "测试乡水口村5组12号", Severity.BLOCK),
        ("嫌疑人某某，男，46 岁，因盗窃被抓获，其人现住\n测试镇大塘村二组，已被拘留。", "测试镇大塘村二组", Severity.WARN),
        ("村民某某，住测试镇石坝村3组杨家冲，家庭困难。", "测试镇石坝村3组杨家冲", Severity.WARN),
        ("序号\t家庭情况\t\t金额\n\t户主\t住址\n1\t某某\t测试镇洪河村烂泥组\t2800\n", "测试镇洪河村烂泥组", Severity.WARN),
    ],
)
def test_a_label_above_before_or_on_the_line_above_says_that_somebody_lives_there(text, address, severity):
    assert addresses(text) == [(address, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "户籍管理\n测试镇测试路13号派出所户籍窗口办理。",
        "办公地址\n测试镇测试路13号\n联系电话\n略",
        "项目地点\t测试乡水口村13组\n建设单位\t测试乡人民政府",
        "单位名称\t县民政局\n地址\t测试镇测试路13号",
        "户籍所在派出所：城关派出所，地址：测试镇测试路13号",
        "住所\t测试镇测试路13号\n法定代表人\t略",
    ],
)
def test_a_label_of_an_office_or_a_heading_of_text_does_not(text):
    assert addresses(text) == []
