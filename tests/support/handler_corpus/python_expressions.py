"""Expressions of Python whose values follow from constants; Python itself says which they are.

They see ``LIST``, ``MAP``, ``TEXT``, ``N`` and ``up``, as the test defines them.
"""

PYTHON_EXPRESSIONS = r"""
TEXT.lower()
TEXT.upper()
TEXT.swapcase()
TEXT.title()
TEXT.capitalize()
TEXT.replace("l","L")
TEXT.replace("l","L",1)
TEXT[1:4]
TEXT[-3:]
TEXT[::-1]
TEXT[0]
TEXT.split(",")[0]
TEXT.split(", ")[1]
TEXT.rsplit(" ",1)[-1]
TEXT.partition(",")[0]
"a,b,c".split(",",1)[1]
" a b ".split()[1]
",".join(LIST)
",".join(sorted(LIST, reverse=True))
",".join(reversed(LIST))
",".join(["b","a"]+LIST)
",".join(sorted({"b","a"}))
",".join(x.upper() for x in LIST)
",".join([x for x in LIST if x != "b"])
",".join(map(up, LIST))
",".join(filter(None, ["a","","b"]))
",".join(filter(lambda x: x > "a", LIST))
",".join(list(MAP))
",".join(MAP.keys())
",".join(MAP.values())
",".join(f"{k}={v}" for k,v in MAP.items())
",".join(dict(MAP, z="3"))
",".join({**MAP, "z":"3"}.values())
",".join((MAP | {"x":"9"}).values())
MAP.get("x")
MAP.get("q","none")
MAP["x"]
MAP.pop("q","d")
dict(MAP).pop("x")
dict(MAP).setdefault("x","q")
dict(MAP).setdefault("q","q")
str(len(LIST))
str(len(MAP))
str(len(TEXT))
str(N)
str(True)
str(None)
str(N+1)
str(N*2)
str(N/2)
str(N//2)
str(N%2)
str(N-5)
str(-N)
str(2**8)
str(int("12"))
str(int("0x1f",16))
str(float("1.5"))
str(round(2.567,1))
str(abs(-3))
str(max(1,2,3))
str(min([4,2]))
max(LIST)
str(sum([1,2,3]))
str(bool(LIST))
str(any([False, True]))
str(all([False, True]))
str("a" in LIST)
str("z" not in LIST)
str("x" in MAP)
str("ell" in TEXT)
str(N == 3)
str(N != 3)
str(2 < N <= 3)
str(N is None)
"yes" if N > 2 else "no"
"yes" if not LIST else "no"
"a" or "b"
"" or "b"
"a" and "b"
None or "b"
"%s-%s" % ("a","b")
"%d items" % N
"%s" % N
"%(x)s" % MAP
"{}-{}".format("a","b")
"{0}-{0}".format("a")
"{x}-{y}".format(**MAP)
"{a}".format(a="q")
f"{N:03d}"
f"{TEXT!r}"
f"{TEXT:>15}"
f"{TEXT.lower()}-{N}"
f"{N=}"
"a" "b"
"a" * 3
"-".join("abc")
"abc".zfill(5)
"abc".center(7,"*")
"abc".ljust(5,".")
"abc".rjust(5)
"abc".strip("a")
"abc".lstrip("a")
"abc".rstrip("c")
"abcabc".removeprefix("abc")
"abcabc".removesuffix("abc")
str("abc".startswith("a"))
str("abc".startswith(("x","a")))
str("abc".endswith("c"))
str("abc".find("c"))
str("abc".index("b"))
str("abcabc".count("b"))
str("abc".isalpha())
str("12".isdigit())
json.dumps(MAP)
json.dumps(LIST)
json.dumps("a")
json.dumps({"a":1,"b":None,"c":True})
json.dumps(MAP, separators=(",",":"))
json.loads('{"a":"b"}')["a"]
json.loads('["a"]')[0]
json.dumps({"é":1})
",".join(LIST[:2])
",".join(LIST[-2:])
LIST[-1]
LIST[1]
",".join(LIST*2)
",".join(tuple(LIST))
",".join(str(i) for i in range(3))
",".join(str(i) for i in range(1,6,2))
",".join(f"{i}{x}" for i,x in enumerate(LIST))
",".join(f"{i}{x}" for i,x in enumerate(LIST, start=1))
",".join(a+b for a,b in zip(LIST,LIST))
",".join(x for y in [LIST,LIST] for x in y)
",".join({x:1 for x in LIST})
next(iter(LIST))
next(x for x in LIST if x > "a")
next((x for x in LIST if x > "z"), "none")
str(isinstance(N,int))
str(isinstance("a",(int,str)))
str(isinstance(True,int))
str(callable(up))
str(hasattr("a","lower"))
getattr("AbC","lower")()
os.environ.get("NOPE","d")
os.environ["SET"]
os.getenv("SET")
os.getenv("NOPE","d")
copy.deepcopy(MAP)["x"]
copy.copy(LIST)[0]
(lambda a: a+"!")("q")
(lambda *a: "-".join(a))("q","r")
(lambda **k: "-".join(k))(q=1)
up(v="q")
",".join(re.split(r",\s*", TEXT))
str(bool(re.match("H",TEXT)))
str(type("a").__name__)
"".join(chr(ord(c)+1) for c in "abc")
TEXT.encode().decode()
str(b"abc")
b"abc".decode()
str([1,"a"])
str({"a":1})
str((1,))
repr("a")
"\u00e9".upper()
"ß".upper()
"a\tb".expandtabs(2)
"a\nb".splitlines()[1]
(x := "w")
"a" if "a" < "b" else "c"
str(1 == 1.0)
str("1" == 1)
str([] == [])
str([1]==[1])
str({"a":1}=={"a":1})
str(not "")
str(1 and 0)
str(0 or [])
str(~5)
str(5 & 3)
str(5 | 2)
str(5 ^ 1)
str(1 << 3)
str(True + True)
"é".encode("utf-8").decode()
"a" in ("a", "b") and "in"
"yes" if (1, 2) == (1, 2) else "no"
"yes" if (1, 2) == [1, 2] else "no"
(lambda a, b: "yes" if a is b else "no")(True, 1)
"yes" if 1 == True else "no"
"yes" if N is not None else "no"
"yes" if "a" < "B" else "no"
str(len({"a", "a", "b"}))
str(len(set(["a", "a"])))
str((1, 2)[1])
str([1, 2, 3][1:])
",".join(x for x, in [("a",), ("b",)])
"-".join(sorted(["b", "A", "c"], key=str.lower))
",".join(k for k, v in sorted(MAP.items(), key=lambda each: each[1], reverse=True))
",".join(k for k, v in sorted({"b": event, "a": event}.items()))
"%5.1f|%-5s|%x" % (2.55, "a", 255)
"{:>6}|{:<6}|{:^6}".format("a", "b", "c")
"{:,}".format(1234567)
str(divmod(7, 2)[0])
str([3, 1, 2].index(1))
str(["a", "a"].count("a"))
str("a,b".partition(",")[2])
str(7 // -2)
str(-7 % 3)
str(1 if [] else 0)
"".join(["a", "b"][::-1])
hex(255)
str(max([], default="none"))
"a" if not {} else "b"
(lambda x: [x.insert(0, "z"), ",".join(x)][1])(list(LIST))
(lambda x: [x.pop(0), ",".join(x)][1])(list(LIST))
(lambda x: [x.remove("b"), ",".join(x)][1])(list(LIST))
(lambda x: [x.reverse(), ",".join(x)][1])(list(LIST))
(lambda x: [x.sort(reverse=True), ",".join(x)][1])(list(LIST))
(lambda x: [x.extend("de"), ",".join(x)][1])(list(LIST))
(lambda x: [x.update(z="3"), ",".join(x)][1])(dict(MAP))
(lambda x: [x.clear(), str(len(x))][1])(dict(MAP))
(lambda x: [x.add("b"), x.add("b"), str(len(x))][2])({"a"})
""".strip().splitlines()
