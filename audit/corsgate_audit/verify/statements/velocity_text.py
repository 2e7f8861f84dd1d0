"""Velocity: the methods of Java's String."""

from __future__ import annotations

from corsgate_audit.verify.questions import Basis
from corsgate_audit.verify.statements._velocity import AIRSPEED, rendered

_TABLE = "texts:TEXT"

CASES = (
    rendered(
        "text-char-at",
        "charAt of a text returns the character at an index, counted from 0.",
        '#set($t = "abc")[$t.charAt(1)]',
        _TABLE,
    ),
    rendered(
        "text-concat",
        "concat returns both texts in one.",
        '#set($t = "abc")[$t.concat("de")]',
        _TABLE,
    ),
    rendered(
        "text-contains",
        "contains looks for a part of a text, with regard to case.",
        '#set($t = "https://app.example.com")[$t.contains("app")][$t.contains("App")]',
        _TABLE,
        source=AIRSPEED,
        basis=Basis.RECORDED,
    ),
    rendered(
        "text-ends-with",
        "endsWith compares the end of a text.",
        '#set($t = "https://app.example.com")[$t.endsWith(".example.com")][$t.endsWith("app")]',
        _TABLE,
    ),
    rendered(
        "text-equals",
        "equals compares a whole text, with regard to case.",
        '#set($t = "abc")[$t.equals("abc")][$t.equals("ABC")]',
        _TABLE,
    ),
    rendered(
        "text-equals-ignore-case",
        "equalsIgnoreCase compares a whole text without regard to case.",
        '#set($t = "abc")[$t.equalsIgnoreCase("ABC")][$t.equalsIgnoreCase("ABD")]',
        _TABLE,
    ),
    rendered(
        "text-index-of",
        "indexOf returns the first index of a part, and -1 where there is none.",
        '#set($t = "hello")[$t.indexOf("l")][$t.indexOf("x")]',
        _TABLE,
        source=AIRSPEED,
        basis=Basis.RECORDED,
    ),
    rendered(
        "text-is-empty",
        "isEmpty is true of a text without characters, and false of a blank.",
        '#set($e = "")#set($b = " ")[$e.isEmpty()][$b.isEmpty()]',
        _TABLE,
    ),
    rendered(
        "text-last-index-of",
        "lastIndexOf returns the last index of a part.",
        '#set($t = "hello")[$t.lastIndexOf("l")]',
        _TABLE,
    ),
    rendered(
        "text-length",
        "length returns the number of characters.",
        '#set($t = "hello")[$t.length()]',
        _TABLE,
        source=AIRSPEED,
        basis=Basis.RECORDED,
    ),
    rendered(
        "text-matches",
        "matches compares the whole text with a regular expression, and not a part of it.",
        "#set($t = 'https://app.example.com')"
        "[$t.matches('https://[a-z]+[.]example[.]com')][$t.matches('example')]",
        _TABLE,
        source=AIRSPEED,
        basis=Basis.RECORDED,
    ),
    rendered(
        "text-matches-look-ahead",
        "A regular expression can look ahead, and repeat a group within bounds.",
        "#set($t = 'https://app.example.com')"
        "[$t.matches('https://(?!evil)([a-z]{1,63}[.])+example[.]com')]",
        "patterns:compiled",
    ),
    rendered(
        "text-replace",
        "replace takes its first argument as it stands, and replaces each of its parts.",
        '#set($t = "a.b.c")[$t.replace(".", "-")]',
        _TABLE,
    ),
    rendered(
        "text-replace-all",
        "replaceAll takes its first argument for a regular expression.",
        "#set($t = 'a1b22c')[$t.replaceAll('[0-9]+', '-')]",
        _TABLE,
        source=AIRSPEED,
        basis=Basis.RECORDED,
    ),
    rendered(
        "text-replace-first",
        "replaceFirst takes its first argument for a regular expression, and replaces once.",
        "#set($t = 'a1b22c')[$t.replaceFirst('[0-9]+', '-')]",
        _TABLE,
    ),
    rendered(
        "text-split",
        "split returns an array whose empty parts at the end are dropped.",
        "#set($t = 'a,b,,')#set($parts = $t.split(','))"
        "[$parts.size()]#foreach($p in $parts)[$p]#end",
        "texts:_split",
    ),
    rendered(
        "text-starts-with",
        "startsWith compares the beginning of a text.",
        '#set($t = "https://app.example.com")[$t.startsWith("https://")][$t.startsWith("app")]',
        _TABLE,
        source=AIRSPEED,
        basis=Basis.RECORDED,
    ),
    rendered(
        "text-substring",
        "substring with one index returns the rest of a text.",
        '#set($t = "hello")[$t.substring(2)]',
        _TABLE,
    ),
    rendered(
        "text-substring-between",
        "substring with two indexes leaves out the character at the second one.",
        '#set($t = "hello")[$t.substring(1, 3)]',
        _TABLE,
        source=AIRSPEED,
        basis=Basis.RECORDED,
    ),
    rendered(
        "text-to-lower-case",
        "toLowerCase returns a text in lower case.",
        '#set($t = "Example.COM")[$t.toLowerCase()]',
        _TABLE,
    ),
    rendered(
        "text-to-upper-case",
        "toUpperCase returns a text in upper case.",
        '#set($t = "Example.com")[$t.toUpperCase()]',
        _TABLE,
    ),
    rendered(
        "text-trim",
        "trim takes the blanks away from both ends.",
        '#set($t = "  a b  ")[$t.trim()]',
        _TABLE,
    ),
    rendered(
        "text-to-string",
        "toString of a text is the text.",
        '#set($t = "abc")[$t.toString().length()]',
        "dispatch:Dispatcher.call",
    ),
)
