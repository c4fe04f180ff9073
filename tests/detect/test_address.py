import re

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
    assert addresses(f"送达地址确认书\n受送达人：楚某\n送达地址：{wrapped}\n") == [(wrapped, Severity.BLOCK)]


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


def marked(text):
    parts = re.split("[⟦⟧]", text)
    return "".join(parts), parts[1::2]


@pytest.mark.parametrize(
    "text",
    [
        "被告田某，男，住⟦上海市静安区测试路218弄7支弄15号后楼⟧。",
        "原告申某，住⟦上海市黄浦区测试里36号亭子间⟧，生活困难。",
        "申请人住所地：⟦上海市虹口区测试里弄52弄3支弄8号前楼⟧。",
        "居民骆某，住⟦上海市普陀区测试三村105号甲402室⟧。",
        "申请人耿某，户籍地⟦北京市西城区测试胡同甲18号⟧。",
        "被执行人翟某，住⟦北京市东城区测试二条乙6号院⟧。",
        "信访人柏某，家住⟦北京市丰台区测试路7号院3号楼之二⟧。",
        "当事人滕某，住⟦广州市荔湾区测试大街12号之三402房⟧。",
        "当事人滕某，住⟦广州市荔湾区测试街5巷12号之一⟧。",
        "户主姬某，现住⟦太原市杏花岭区测试厂家属院5号楼3单元8号⟧。",
        "失主栾某，现住⟦大连市沙河口区测试街26号4-3-2⟧。",
        "现住址：⟦沈阳市皇姑区测试花园33-5号1-12-3⟧",
        "现住址：⟦测试城三期12号楼2单元顶楼东户⟧",
        "户主芮某，现住⟦银川市兴庆区测试小区B区12排3号⟧。",
        "职工敖某，现住⟦鹤岗市南山区测试矿家属房南五趟第三家⟧。",
        "职工敖某，现住⟦敦化市测试林场家属房西二趟房东数第四家⟧。",
        "户主斯琴，住⟦鄂托克旗测试苏木巴音嘎查第二牧业社⟧。",
        "户主盘某，住⟦江华瑶族自治县测试瑶族乡大冲村委会上寨二队⟧。",
        "承包户甄某，住⟦第六师一〇三团牧业三连⟧。",
        "承包户甄某，住⟦新疆五家渠市一〇三团六连西区7栋1号⟧。",
        "家人在⟦贵州省台江县测试镇岩寨村六组⟧村口等候。",
        "收件人\t寄送地址\n颜某\t⟦介休市测试镇西堡村槐树院⟧\n章某\t⟦太原市小店区测试南巷9号⟧\n",
        "权利人\t坐落\t权利类型\n郎某\t⟦永定区测试镇东河村河背巷8号⟧\t宅基地使用权\n某村股份经济合作社\t永定区测试镇东河村部旁\t集体建设用地使用权\n",
        "车主变更住所：由⟦沈阳市铁西区测试四街电缆厂宿舍8号院11栋⟧改为⟦沈阳市于洪区测试湖花园21号⟧。",
        "独居老人卓某，独居于⟦杨浦区测试东村街道青岭二村7号203室⟧，无人照料。",
        "卓根娣老人独居于⟦杨浦区测试东村街道青岭二村7号203室⟧，无人照料。",
        "报修人鲁某，报修地址：⟦测试家园6幢2单元1102室⟧，水管爆裂。",
        "服务对象蓝某行动不便，工作人员前往⟦宁德市蕉城区测试镇下塘新村C15⟧上门办理。",
        "案发地：⟦大连市甘井子区测试街道泡崖小区玉泉街4号2-3-1⟧；嫌疑人储某撬门入室。",
        "学生常某，随父租住⟦东莞市厚街镇测试村新围六巷5号⟧出租屋。",
        "村民祝某，原住⟦丹江口市测试镇杨家冲村二组⟧，后迁入⟦枣阳市测试镇移民新村3排6号⟧。",
        "汤某暂住于⟦昆山市测试镇花园路88号11栋集体宿舍306室⟧。",
        "租客季某于五月搬到⟦合肥市蜀山区测试苑小区北区17幢503室⟧。",
        "邮寄地址：⟦重庆市万州区测试乡石坪村4社⟧，收件人冉某。",
        "收件人冉某，收件地址：⟦重庆市渝中区测试正街附12号6-3⟧。",
        "住户梁某，住⟦重庆市江北区测试路19号附5号⟧。",
        "户籍地址：⟦贵州省雷山县测试镇上寨村民组⟧",
        "户籍地：⟦安徽省霍山县测试乡黄泥村大塆组⟧",
        "户籍地：⟦湖南省平江县测试镇石牛村屋场组28号⟧",
        "家庭住址：⟦麻城市测试镇余家塆村五组7号⟧",
        "家庭住址：⟦测试县青石镇第三居委会2组16号⟧",
        "家庭住址：⟦测试农场第五管理区三队8号⟧",
        "家庭住址：⟦黑龙江省测试农场第九作业区3委12号⟧",
        "住址：⟦新华街道测试社区3委7组⟧",
        "家庭住址：⟦陕西省洛川县测试镇南塬村自然村十二号⟧",
        "被告人褚某，住⟦四川省仪陇县测试镇七一村二社三十八号⟧。",
        "被告人褚某，出生于四川省，户籍所在地⟦仪陇县测试镇七一村二社38号⟧，现住⟦成都市金牛区测试路二段15号附2号3栋1单元4楼8号⟧。",
        "其母住⟦测试镇老街下段73号⟧，年事已高。",
        "家住⟦香港九龙测试道118号3楼B室⟧的区某。",
        "区某，住⟦澳门测试马路25号8楼C座⟧。",
        "陈某，住⟦台湾省台南市测试路一段27巷4号5楼⟧。",
        "姓名\t户口所在地\t现住地\n屈某\t⟦测试市河东镇柳林村⟧\t⟦河西区测试里6门302⟧\n",
        "现住⟦天津市河西区测试里6号楼2门302号⟧",
        "天津市民阎某，住⟦天津市南开区测试东里4-2-301⟧。",
        "失主佟某，家住⟦哈尔滨市道外区测试三道街41号3单元502室⟧附近。",
        "住⟦福州市鼓楼区测试巷45号⟧对面的游某",
        "住⟦佛山市禅城区测试一路3号四座1501房⟧",
        "住⟦深圳市宝安区测试街道上村新三巷12栋604⟧",
        "住⟦珠海市香洲区测试湾二期8栋1单元1203房⟧",
        "住⟦青岛市市南区测试支路9号2号楼1单元401户⟧",
        "住⟦青岛市黄岛区测试馨苑12号楼1单元1001户⟧",
        "住⟦石家庄市长安区测试街89号测试苑7-2-502⟧",
        "住⟦西安市碑林区测试坊十字南巷6号⟧",
        "住⟦乌鲁木齐市天山区测试巷213号3号楼4单元502号⟧",
        "住⟦喀什市测试乡6村3组18号⟧",
        "住⟦拉萨市城关区测试居委会5组11号⟧",
        "住⟦三亚市崖州区测试村委会大园队⟧",
        "住⟦广西平南县测试镇六陈村上垌屯19号⟧",
        "住⟦云南省会泽县测试乡大海村委会小箐村民小组33号⟧",
        "住⟦台州市椒江区测试街道前洋村1区22号⟧",
        "住⟦义乌市测试街道后宅三区15幢2单元301⟧",
        "住⟦苏州市姑苏区测试弄6-1号⟧",
        "住⟦扬州市广陵区测试街道东关坊八巷3号⟧",
        "住⟦南昌市西湖区测试街办广场东路18号院内平房⟧",
    ],
)
def test_every_form_of_a_home_is_found_from_its_first_division_to_its_last_unit(text):
    text, homes = marked(text)
    found = addresses(text)
    assert [quote for quote, _ in found] == homes


@pytest.mark.parametrize(
    "text",
    [
        "经营者住所：某某县测试路18号测试五金店，法定代表人略。",
        "案发地点为测试镇测试路口，两车相撞。",
        "权利人\t坐落\t权利类型\n某某股份经济合作社\t测试镇东河村部旁\t集体建设用地\n某某有限公司\t测试镇工业路8号\t工业用地\n",
        "收件人\t寄送地址\n市图书馆采编部\t太原市测试西路55号\n",
        "变更前住所：测试路3号；变更后住所：测试路5号。企业名称：某某有限公司，统一社会信用代码略。",
        "本院定于三月五日在测试区测试路77号第三法庭开庭。",
        "我局拟迁入测试路9号办公，原办公楼移交。",
        "对测试路6号至22号沿线管网进行改造。",
        "工作组搬到村里住，帮助三组修路。",
        "被申请人住所地有管辖权的人民法院。",
        "坐落于测试镇的千年古寺，门前古树两株。",
        "申请人应当在线填写收件地址。",
    ],
)
def test_a_seat_a_place_of_work_or_a_rule_is_no_home(text):
    assert addresses(text) == []
