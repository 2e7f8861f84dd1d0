"""Expressions of JavaScript whose values follow from constants; Node itself says which they are.

They see ``LIST``, ``NUMS``, ``MAP``, ``TEXT``, ``N`` and ``up``, as the test defines them.
"""

JAVASCRIPT_EXPRESSIONS = r"""
TEXT.toLowerCase()
TEXT.replace("l","L")
TEXT.replace(/l/g,"L")
TEXT.replaceAll("l","L")
TEXT.replace("l","$&$&")
TEXT.replace("l",(m)=>m+m)
TEXT.slice(1,4)
TEXT.slice(-3)
TEXT.substring(4,1)
TEXT.substring(-2,3)
TEXT.substr(1,2)
TEXT[0]
TEXT.charAt(1)
TEXT.at(-1)
String(TEXT.charCodeAt(0))
TEXT.split(",")[0]
TEXT.split(", ")[1]
TEXT.split("").length + ""
TEXT.split(",", 1).join("|")
TEXT.length + ""
LIST.join(",")
LIST.join()
LIST.join("")
[1,2,null,undefined,true].join("-")
LIST.reverse().join()
LIST.sort().join()
NUMS.sort().join()
NUMS.sort((a,b)=>a-b).join()
LIST.concat(["d"],"e").join()
LIST.slice(1).join()
LIST.slice(0,2).join()
LIST.slice(-1).join()
LIST.map(x=>x.toUpperCase()).join()
LIST.map((x,i)=>x+i).join()
LIST.filter(x=>x!=="b").join()
LIST.filter(x=>x>"a").join()
[0,1,"",2].filter(Boolean).join()
LIST.find(x=>x==="b")
LIST.find(x=>x==="z") || "none"
LIST.findLast(x=>x!=="c")
LIST.findIndex(x=>x==="c") + ""
LIST.indexOf("c") + ""
LIST.indexOf("z") + ""
LIST.includes("a") + ""
String(LIST.some(x=>x==="a"))
String(LIST.every(x=>x==="a"))
LIST.reduce((a,b)=>a+b)
LIST.reduce((a,b)=>a+b,"z")
LIST.reduceRight((a,b)=>a+b)
NUMS.reduce((a,b)=>a+b,0)+""
[...LIST,"d"].join()
[["a"],["b","c"]].flat().join()
LIST.flatMap(x=>[x,x]).join()
LIST.length + ""
LIST.at(-1)
LIST[LIST.length-1]
LIST[9] + ""
String(LIST)
`${LIST}`
String([1,[2,3]])
LIST.toString()
LIST.pop()
LIST.shift()
LIST.unshift("z") + ""
LIST.push("z") + ""
LIST.splice(0,1).join()
LIST.entries().next().value.join()
[...LIST.keys()].join()
[...LIST.entries()].join()
Array.from({length:3},(_, i)=>i).join()
Array.from(new Set(["a","a","b"])).join()
[...new Set(["a","a","b"])].join()
Array(3).fill("x").join()
new Array(3).fill(0).map((_, i)=>i).join()
Array.of(1,2).join()
Object.keys(MAP).join()
Object.values(MAP).join()
Object.entries(MAP).map(([k,v])=>`${k}=${v}`).join()
Object.fromEntries([["a","b"]]).a
Object.assign({}, MAP, {x:"9"}).x
({...MAP, z:"3"}).z
MAP.x
MAP["y"]
MAP.q + ""
MAP.q ?? "d"
MAP?.x
MAP.q?.r ?? "none"
"x" in MAP ? "yes" : "no"
MAP.hasOwnProperty("x") + ""
Object.hasOwn(MAP,"q") + ""
new Map([["a","b"]]).get("a")
new Map([["a","b"]]).has("z") + ""
new Set(["a"]).has("a") + ""
new Set(["a","a"]).size + ""
new Map(Object.entries(MAP)).size + ""
N + ""
N + 1 + ""
"" + N + 1
N * 2 + ""
N / 2 + ""
4 / 2 + ""
N % 2 + ""
-7 % 3 + ""
N - 5 + ""
-N + ""
+"12" + 1 + ""
2 ** 8 + ""
(7 / 0) + ""
(0.1 + 0.2) + ""
1e21 + ""
(5 & 3) + ""
(5 | 2) + ""
(5 ^ 1) + ""
(~5) + ""
(1 << 3) + ""
(-1 >>> 0) + ""
("3" * "4") + ""
"3" - 1 + ""
"a" - 1 + ""
true + 1 + ""
null + 1 + ""
undefined + 1 + ""
[] + ""
({}) + ""
[1,2] + ""
typeof N
typeof null
typeof MAP
typeof up
typeof undefined
String(N > 2)
String("a" < "b")
String("10" < "9")
String(10 < "9")
String(1 == "1")
String(1 === "1")
String(null == undefined)
String(null === undefined)
String(true === 1)
String(true == 1)
String([] == "")
String([1] == 1)
String(0 == "")
String(null == 0)
String(NaN === NaN)
String([] === [])
String(MAP === MAP)
String(!"")
String(!!"a")
String(!![])
"a" || "b"
"" || "b"
"a" && "b"
null ?? "b"
`${N}-${TEXT}`
`${true}${null}${undefined}`
`${1.5}`
`${1.0}`
"abc".padStart(5)
"abc".padStart(5,"12")
"abc".padEnd(5,"-")
"ab".repeat(3)
" a ".trim()
" a ".trimStart()
" a ".trimEnd()
"abc".startsWith("b",1) + ""
"abc".endsWith("c") + ""
"abc".includes("b") + ""
"abc".indexOf("c") + ""
"abc".lastIndexOf("z") + ""
"abc".concat("d","e")
"a-b-c".split("-").map(up).join("_")
/b/.test("abc") + ""
"abc".match(/b/)[0]
"abc".search(/c/) + ""
"ß".toUpperCase()
JSON.stringify(MAP)
JSON.stringify({a:1,b:null,c:undefined})
JSON.stringify("a")
JSON.parse('{"a":"b"}').a
String(parseInt("12px"))
String(parseInt("0x1f"))
String(parseInt("11", 2))
String(parseFloat("1.5abc"))
String(Number("1.5"))
String(Number(""))
String(Number("a"))
String(Number(null))
String(Number(undefined))
String(Number(true))
String(Boolean("false"))
String(Math.max(1,2))
String(Math.floor(1.7))
String(Math.round(2.5))
String(isNaN("a"))
(255).toString(16)
N.toString()
true.toString()
encodeURIComponent("a b&c")
decodeURIComponent("a%20b")
process.env.SET
process.env.NOPE || "d"
process.env.NOPE ?? "d"
(a => a + "!")("q")
((...a) => a.join("-"))("q","r")
(({x}) => x)(MAP)
(([a,,c]) => a+c)(LIST)
((a="d") => a)()
((a="d") => a)(undefined)
((a="d") => a)(null) + ""
(function(){ return arguments.length })(1,2) + ""
(() => { switch ("1") { case 1: return "n"; case "1": return "s"; default: return "d" } })()
(() => { let s=""; for (const x of LIST) s+=x; return s })()
(() => { let s=""; for (const k in MAP) s+=k; return s })()
(() => { let s=""; for (let i=0;i<3;i++) s+=i; return s })()
(() => { let i=0; while(i<3) i++; return i })() + ""
(() => { let i=0; do { i+=2 } while(i<3); return i })() + ""
(() => { let i=5; i-=2; i*=3; return i })() + ""
(() => { let i=1; return i++ })() + ""
(() => { let i=1; return ++i })() + ""
(() => { try { null.x } catch (e) { return "caught" } })()
(() => { try { throw new Error("m") } catch (e) { return e.message } })()
(() => { try { return "t" } finally { } })()
(() => { const {x, ...rest} = MAP; return Object.keys(rest).join() })()
(() => { const [a, ...r] = LIST; return r.join() })()
(() => { const {q = "d"} = MAP; return q })()
(() => { const {x: {length}} = MAP; return length })() + ""
(() => { outer: for (const a of LIST) { for (const b of LIST) { if (b==="b") continue outer; if (a==="c") break outer; } } return "o" })()
(class { static y = "s" }).y
new (class { constructor() { this.z = "i" } get q() { return this.z } })().q
"a,b".split(",").includes("b") + ""
["a","b"].includes("b") + ""
[1,2,3].includes("1") + ""
LIST.lastIndexOf("a") + ""
void 0 + ""
(1, "two")
LIST.at(5) ?? "none"
"%s".replace("%s", "x")
"b" > "a" ? "gt" : "le"
NUMS.map(String).join()
["1","2"].map(Number).join()
["1","2","3"].map(parseInt).join()
LIST.join(", ").toUpperCase()
Object.keys({b:1,a:2,1:3}).join()
LIST.copyWithin(0,1).join()
LIST.toSorted().join()
LIST.with(0,"z").join()
LIST.forEach(x=>x) + ""
String(0 ?? "b")
LIST[-1] + ""
String([..."héllo"])
[undefined, 3, null, 1].sort().join()
["b", undefined, "a"].sort().join()
[3, 20, 100].toSorted((a, b) => b - a).join()
LIST.toReversed().join()
LIST.with(-1, "z").join()
(() => { const l = [...LIST]; l.splice(1, 1, "x", "y"); return l.join() })()
(() => { const l = [...LIST]; l.splice(-1); return l.join() })()
(() => { const l = [...LIST]; l.unshift("z"); return l.join() })()
(() => { const l = [...LIST]; l.shift(); return l.pop() + l.length })()
(() => { const l = [...LIST]; l.fill("q"); return l.join() })()
(() => { const s = new Set(); s.add("a").add("a"); return s.size })() + ""
(() => { const m = new Map(); m.set("a", "b"); return m.get("a") + m.size })()
(() => { let s = "5"; s++; return s })() + ""
(() => { let s = 5; return s-- - --s })() + ""
(() => { let [a, b = "d", ...r] = ["x"]; return a + b + r.length })()
(() => { const [, second] = LIST; return second })()
[1, , 2].length + ""
Math.min(3, "2") + ""
Math.ceil(1.2) + Math.trunc(-1.7) + Math.abs(-2) + ""
parseInt("  42 apples") + ""
parseFloat(".5") + ""
Number("0b11") + ""
Number(" 12 ") + ""
Number("1e3") + ""
Number([7]) + ""
1e-7 + ""
123456789012345680000 + ""
0.000001 + ""
1 / 3 + ""
-1 / 3 + ""
5 % -3 + ""
2 ** -1 + ""
(-8) ** 2 + ""
1 << 31
(2 ** 32 >> 1) + ""
"b" < "a" ? "lt" : "ge"
"Z" < "a" ? "lt" : "ge"
null >= 0 ? "ge" : "lt"
undefined == 0 ? "eq" : "ne"
NaN != NaN ? "ne" : "eq"
"1" == 1 && 1 !== "1" ? "both" : "no"
[1, 2, 3].findLastIndex(x => x < 3) + ""
["a", ["b", ["c"]]].flat().length + ""
"abc".at(9) + ""
"abc".charAt(9) + "|"
"abc".slice(2, 1) + "|"
"abc".substr(-2, 1)
"a,b,c".split(",", 2).length + ""
"abc".split().length + ""
"abc".indexOf("c", 1) + ""
"abc".includes("a", 1) + ""
"abc".endsWith("b", 2) + ""
"ab".padEnd(7, "xyz")
"\u00a0a\u2003".trim().length + ""
"😀".length + ""
Object.keys({b: 1, 10: 2, 9: 3}).join()
typeof NaN
String(typeof [])
String(Number("1".repeat(90000) + "x"))
String(Number("0x" + "f".repeat(400)))
`${1e400}`
999999999999999999999999999999999999999999999999999999999999 * 2 + ""
2 ** 1023 * 2 + ""
[3, 1e400, -1e400].sort((a, b) => a - b).join()
Math.max(1e400, 1) + ""
-("9".repeat(400)) + ""
~1e300 + ""
1 << 1e300
1 % 0 + ""
[,].length + ""
[, , 1].join()
null + []
String(parseInt("9".repeat(400)))
String(Number("1."))
String(Number("."))
String(Number("-.5e1"))
String(Number("\uff11"))
"abc".at(1e99) + ""
""".strip().splitlines()
