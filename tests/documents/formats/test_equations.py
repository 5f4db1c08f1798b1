"""Equations of Office as one line of text."""

import pytest
from raw_office import element

from assistant.documents.formats.ooxml.equations import equation_text


def run(text):
    return f"<m:r><m:t>{text}</m:t></m:r>"


def arg(name, content):
    return f"<m:{name}>{content}</m:{name}>"


def sup(base, above):
    return f"<m:sSup>{arg('e', run(base))}{arg('sup', run(above))}</m:sSup>"


ROOT = (
    f"<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/>{arg('e', sup('b', '2') + run('-4ac'))}</m:rad>"
)
CASES = {
    "x=(-b±√(b^2-4ac))/(2a)": run("x=")
    + f"<m:f>{arg('num', run('-b±') + ROOT)}{arg('den', run('2a'))}</m:f>",
    "V=πr^2 h": run("V=π") + sup("r", "2") + run("h"),
    "(x+1)^(n-1)": sup("x+1", "n-1"),
    "x_i^2": f"<m:sSubSup>{arg('e', run('x'))}{arg('sub', run('i'))}{arg('sup', run('2'))}</m:sSubSup>",
    "∑_(i=1)^n i": "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr>"
    + arg("sub", run("i=1"))
    + arg("sup", run("n"))
    + arg("e", run("i"))
    + "</m:nary>",
    "³√x": f"<m:rad>{arg('deg', run('3'))}{arg('e', run('x'))}</m:rad>",
    "[1, 0; 0, 1]": "<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e><m:m>"
    + "".join(f"<m:mr>{arg('e', run(a))}{arg('e', run(b))}</m:mr>" for a, b in ("10", "01"))
    + "</m:m></m:e></m:d>",
    "{x, x>0; 0, x≤0": "<m:d><m:dPr><m:begChr m:val='{'/><m:endChr m:val=''/></m:dPr><m:e><m:eqArr>"
    + arg("e", run("x,&amp; x&gt;0"))
    + arg("e", run("0,&amp; x≤0"))
    + "</m:eqArr></m:e></m:d>",
    "lim_(x→0) f(x)": f"<m:func><m:fName><m:limLow>{arg('e', run('lim'))}{arg('lim', run('x→0'))}</m:limLow>"
    f"</m:fName>{arg('e', run('f(x)'))}</m:func>",
    "x\u0302+vec(AB)": f"<m:acc>{arg('e', run('x'))}</m:acc>"
    + run("+")
    + f"<m:acc><m:accPr><m:chr m:val='\u20d7'/></m:accPr>{arg('e', run('AB'))}</m:acc>",
    "E=mc^2": run("\U0001d438=\U0001d45a") + sup("\U0001d450", "2"),
    "450 N": run("450 N"),
}


@pytest.mark.parametrize("written", CASES)
def test_an_equation_is_one_line(written):
    assert equation_text(element(f"<m:oMath>{CASES[written]}</m:oMath>")) == written


def test_equations_on_lines_of_their_own():
    both = element(
        f"<m:oMathPara><m:oMath>{run('a=1')}</m:oMath><m:oMath>{run('b=2')}</m:oMath></m:oMathPara>"
    )
    assert equation_text(both) == "a=1\nb=2"


def test_what_is_deleted_or_unknown():
    deleted = f"<w:del>{run('x')}</w:del>"
    assert equation_text(element(f"<m:oMath>{deleted}<m:new>{run('y')}</m:new></m:oMath>")) == "y"
