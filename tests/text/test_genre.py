import pytest

from review.rules.prove import example_document
from review.text.genre import Genre, genre_of


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("关于2026年第二季度城市最低生活保障对象的公示", Genre.RELIEF),
        ("云溪县临时救助资金发放名单", Genre.RELIEF),
        ("行政处罚决定书", Genre.PENALTY),
        ("关于王某某信访事项的答复意见书", Genre.PETITION),
        ("县长信箱来信办理情况", Genre.REPLY),
        ("云溪县人民政府常务会议纪要", Genre.MINUTES),
        ("关于李某等同志职务任免的通知", Genre.APPOINTMENT),
        ("云溪县2026年事业单位公开招聘拟聘用人员公示", Genre.RECRUITMENT),
        ("北湖水库除险加固工程施工招标公告", Genre.TENDER),
        ("云溪县政务公开机构通讯录", Genre.DIRECTORY),
        ("云溪县人民政府领导分工", Genre.LEADERS),
        ("云溪县生活垃圾分类管理办法", Genre.LEGISLATION),
        ("2026年云溪县部门预算公开说明", Genre.BUDGET),
        ("关于做好防汛工作的通知", Genre.NOTICE),
    ],
)
def test_a_title_names_the_genre(title, genre):
    assert genre_of(example_document(f"云溪县人民政府文件\n云府发〔2026〕3号\n{title}\n各乡镇人民政府：\n现将有关事项通知如下。")) is genre


def test_a_letter_and_its_answer_need_no_title():
    assert genre_of(example_document("来信内容：小区晚上噪音很大。\n答复单位：县生态环境局\n答复内容：您好，已处理。")) is Genre.REPLY


def test_running_text_names_no_genre():
    assert (
        genre_of(
            example_document(
                "昨天下午，居民反映招标公告没有张贴，有关单位表示将在一周之内把全部材料重新整理后再向社会公布，并接受群众监督。"
            )
        )
        is None
    )
