"""The clauses in which a document says from when, until when and how long it is in force, as patterns made of named parts.

Dates are those of `review.facts.dates`; between the parts up to four spaces may stand. A number that is counted is taken whole, so that
两年半内 is never read as 两年.
"""

from __future__ import annotations

from review import lazy_re as re
from review.facts.dates import DATE, MONTH, MONTH_OR_YEAR_END, NUMBER, YEAR

_SP = r"\s{0,4}"
_FROM = r"(?:自|从)"
_IS = r"(?:为|是|:|：)?"
_TO = r"(?:截至|截止到?|至|到|—+|–|-|~|～)"
_TO_SPOKEN = r"(?:截至|截止到?|至|到)"
FORCE = r"(?:开始)?(?:施行|实施|执行|生效|试行|实行|适用)"
_BEFORE_FORCE = r"[^。；\n]{0,4}?"
_EVENT = r"(?:公布|发布|颁布|印发|下发|通过|批准|签发|发文|公告|公开发布)"
_OWN = (
    r"(?:条例|办法|规定|细则|规则|决定|通告|公告|通知|意见|方案|预案|标准|指引|政策|措施|文件|实施意见|实施方案|制度|规范|规程|目录|清单)"
)
_PERIOD = r"(?:有效|试行|暂行|执行|实施|施行|政策|适用)期限?"
_CEASES = r"(?:为止|止|终止|废止|自行失效|自动失效|失效|届满|到期|结束)"
_SINCE_DAY = rf"{_FROM}{_SP}(?P<begun>{DATE}){_SP}起?"
_SINCE_EVENT = rf"{_FROM}{_SP}{_EVENT}{_SP}之?日起"

_UNIT = r"(?:个工作日|个月|工作日|日|天|年)"
_DELAY = rf"(?:{_SP}(?:满{_SP})?(?P<delay>{NUMBER}){_SP}(?P<unit>{_UNIT}){_SP}(?:后|以后|之后|起)?)?"
FIXED = re.compile(rf"(?:自|从|于|定于){_SP}({DATE}){_SP}(?:起|开始|之日起|零时起|0时起)?{_BEFORE_FORCE}{FORCE}")
FROM_EVENT = re.compile(rf"自{_SP}({_EVENT}){_SP}之?日起{_DELAY}{_BEFORE_FORCE}{FORCE}")
MONTH_ONLY = re.compile(rf"{_FROM}{_SP}((?:19|20)\d\d年{_SP}(?:1[0-2]|0?[1-9])月)(?:份)?起{_BEFORE_FORCE}{FORCE}")
EVENT_ALONE = re.compile(rf"自{_SP}({_EVENT}){_SP}之?日起")
DATE_ALONE = re.compile(rf"{_FROM}{_SP}({DATE}){_SP}起")

_HALF_OR_MONTHS = rf"(?:{_SP}半|{_SP}零?{NUMBER}{_SP}个月)?"
_YEARS_OR_MONTHS = rf"(?>{NUMBER}{_SP}(?:年{_HALF_OR_MONTHS}|个月)|半年)"
LENGTH = re.compile(
    rf"{_PERIOD}定?{_SP}(?:暂定)?{_SP}(?:(?:{_SINCE_DAY}|{_SINCE_EVENT}){_SP})?{_IS}{_SP}(?P<of>(?>{NUMBER}{_SP}(?:年{_HALF_OR_MONTHS}|个?月)|半年))"
    rf"|(?:试行|暂行){_SP}期?为?{_SP}(?P<trial>{_YEARS_OR_MONTHS})(?![内前以])"
    rf"|(?<=[，,；]){_SP}(?:为期|期限|期限为|有效){_SP}(?P<bare>{_YEARS_OR_MONTHS})"
)
COUNTED = re.compile(rf"(?:(?P<years>{NUMBER}){_SP}年)?{_SP}零?(?:(?P<half>半)年?|(?P<months>{NUMBER}){_SP}个?月)?")

_BY_THEN = rf"{_SP}(?:之?前|以前|期间|之间)"  # behind a day by which something is done, or the days of a case
UNTIL = re.compile(
    rf"(?P<period>{_PERIOD})?{_SP}{_IS}{_SP}(?:{_SINCE_DAY}{_SP})?(?:有效)?{_TO}{_SP}(?P<end>{DATE})(?(period)|(?!{_BY_THEN})){_SP}{_CEASES}?"
)
THEN_UNTIL = re.compile(
    rf"{_SP}[，,、（(]?{_SP}即?(?:{_PERIOD})?{_IS}{_SP}(?:{_SINCE_DAY}{_SP})?{_TO_SPOKEN}{_SP}(?P<end>{DATE}|{MONTH_OR_YEAR_END})"
)
UNTIL_MONTH = re.compile(
    rf"(?:{_PERIOD}{_SP}{_IS}{_SP}(?:{_SINCE_DAY}{_SP})?|有效|执行|实施|施行|试行){_TO_SPOKEN}{_SP}(?P<end>{MONTH_OR_YEAR_END})"
)
RUNS_TO = re.compile("[至到—–~～-]|截止")  # stands in each of `UNTIL`, `UNTIL_MONTH`, `MONTH_CEASES`, `DASHED`
MONTH_CEASES = re.compile(rf"{_TO_SPOKEN}{_SP}(?P<end>{MONTH_OR_YEAR_END}){_SP}{_CEASES}")
DASHED = re.compile(rf"{_PERIOD}{_SP}{_IS}{_SP}(?P<begun>{DATE}|{MONTH}){_SP}起?{_SP}{_TO}{_SP}(?P<end>{DATE}|{MONTH_OR_YEAR_END})")
YEARS_NAMED = re.compile(
    rf"{_PERIOD}{_SP}{_IS}{_SP}(?P<first>{YEAR})(?:{_SP}年?度?{_SP}{_TO}{_SP}(?P<last>{YEAR}))?{_SP}年度?(?!{_SP}[\d一二三四五六七八九十年底末至到—–~～-])"
)
ENDED = ("失效", "废止", "停止执行", "终止执行")
ENDS = re.compile(rf"自?({DATE}){_SP}起?{_SP}(?:自动|自行)?(?:{'|'.join(ENDED)})")
CEASING = re.compile(rf"(?<=[日号起动行\d\s])(?:{'|'.join(ENDED)})")  # stands in `ENDS`

_COUNT = r"[\d一二三四五六七八九十两半廿卅壹贰叁肆伍]"
PERIOD_WORD = re.compile(rf"有效期|试行期|暂行期|执行期限|实施期限|施行期限|政策期限|(?:试行|暂行){_SP}{_COUNT}")
MAYBE = re.compile(r"有效期|试行|暂行|期限|[至到]|失效|废止")
OF_A_TERM = (  # one of them stands in every sentence in which a document tells of its own end
    *("有效期", "试行", "暂行", "执行期限", "实施期限", "施行期限", "政策期限", *ENDED, "起"),
    *(f"{force}{period}{to}" for force in ("执行", "实施", "施行", "有效", "试行") for period in ("", "期") for to in ("至", "到", "截至")),
)
BEGINS = re.compile(rf"(?:自|从|于){_SP}[\d一二公发颁印下通批签]")  # where a day or an event may follow from which it is in force
IN_FORCE = re.compile(rf"起{_BEFORE_FORCE}{FORCE}")
_LAST_HOUR = rf"(?:{_SP}[(（]含[^()（）]{{0,6}}[)）])?(?:{_SP}24[时:：]0{{0,2}})?{_SP}"
_IS_END = rf"(?:{_CEASES}(?!的)|截止|有效|期满|自行终止|[，,](?:过期|期满|届满|逾期|到期)|[)）。；;！!])"
TO_END = re.compile(rf"(?:至|到){_SP}(?:(?P<end>{DATE}){_LAST_HOUR}{_IS_END}|(?P<last>{MONTH_OR_YEAR_END}){_SP}{_CEASES}(?!的))")
SELF_IN_FORCE = re.compile(rf"本{_OWN}[^。；]{{0,200}}{FORCE}|起{FORCE}")
IN_FORCE_TO = re.compile(rf"(?:执行|实施|施行|有效|试行)期?(?:至|到|截至){_SP}(?:{DATE}|{MONTH_OR_YEAR_END})")
SELF = re.compile(rf"本{_OWN}|(?:以上|上述)(?:措施|政策|规定|标准)|政策(?:执行|实施)期限|本{re.HAN}{{0,6}}{_OWN}|该{_OWN}由")
SELF_SINCE = re.compile(  # nothing else stands before 自 as what begins then
    rf"^\s*{_FROM}|(?:{SELF.pattern})(?:[(（][^()（）]{{0,40}}[)）])?(?:[^，,。；]{{0,8}}|[^。；]{{0,60}}[，,])[(（]?{_SP}{_FROM}"
)
OTHERS = re.compile(
    r"(?:许可证|登记证|资质|资格证?|证书|证件|证明|检验|检测|合格|驾驶证|注册证|意见书|批准书|批复|合同|协议|护照|居住证|身份证|执照|报告|保函|投标|报价|备案|承诺书|保险|卡|票|码|口令|签证|标志|授权|委托|认定|称号|评估|成绩|名额|奖|证)[^。；，,]{0,10}$"
)
OPENS = re.compile(r"\s{0,4}(?:第[一二三四五六七八九十百零\d]{1,6}条|[一二三四五六七八九十\d]{1,3}[、.．])?\s{0,4}(?:自|从)")
RULE_ON_OTHERS = re.compile(r"不(?:得)?超过|一般为|一般不|最长|不少于|不低于|以上|以内|原则上")
_TITLED = r"《([^《》\n]{4,80})》"
_NUMBERED = r"(?:[(（][^()（）\n]{0,40}[)）])?"
_TERM = r"(?:有效期|试行期|执行期限?)"
_PROLONGED = r"(?:延长|延续|顺延|延期|展期)"
EXTENSION = re.compile(
    rf"{_TITLED}{_NUMBERED}[^。；\n《]{{0,40}}?{_TERM}[^。；\n《]{{0,12}}?{_PROLONGED}(?:至|到)?{_SP}(?:({DATE})|({NUMBER}){_SP}年)"
)
EXTENSION_BEFORE = re.compile(
    rf"(?:延长|延续|顺延)[^。；\n]{{0,16}}{_TITLED}[^。；\n]{{0,30}}?{_TERM}[^。；\n]{{0,12}}?(?:至|到){_SP}({DATE})"
)
