"""Velocity: the methods of Java's List and Map, and those of what they show."""

from __future__ import annotations

from corsgate_audit.verify.questions import Basis
from corsgate_audit.verify.statements._velocity import AIRSPEED, JAVA_LIST, JAVA_MAP, rendered

_LIST, _ARRAY = "containers:LIST", "containers:ARRAY"
_MAP, _READ, _VIEW, _ENTRY = (
    "containers:MAP",
    "containers:READ_MAP",
    "containers:VIEW",
    "containers:ENTRY",
)
_RECORDED = Basis.RECORDED

_LISTS = (
    rendered(
        "list-size",
        "size returns the number of items of a list.",
        "#set($l = [1, 2, 3])[$l.size()]",
        _LIST,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "list-contains",
        "contains compares a value with each item of a list.",
        "#set($l = ['a', 'b'])[$l.contains('b')][$l.contains('c')]",
        _LIST,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "list-get",
        "get returns the item at an index, counted from 0.",
        "#set($l = [1, 2, 3])[$l.get(1)]",
        _LIST,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "list-add",
        "add puts an item at the end of a list.",
        "#set($l = [1])#set($x = $l.add('b'))[$x]#foreach($i in $l)[$i]#end",
        _LIST,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "list-add-at",
        "add with an index moves the items behind it.",
        "#set($l = ['a', 'c'])$l.add(1, 'b')#foreach($i in $l)[$i]#end",
        _LIST,
        source=JAVA_LIST,
    ),
    rendered(
        "list-add-all",
        "addAll puts each item of another list at the end.",
        "#set($l = ['a'])#set($x = $l.addAll(['b', 'c']))[$x][$l.size()]",
        _LIST,
        source=JAVA_LIST,
    ),
    rendered(
        "list-clear",
        "clear leaves an empty list, and writes nothing.",
        "#set($l = ['a'])[$l.clear()][$l.size()]",
        _LIST,
        source=JAVA_LIST,
    ),
    rendered(
        "list-equals",
        "Two lists with equal items are equal.",
        "#set($l = ['a', 'b'])[$l.equals(['a', 'b'])][$l.equals(['b', 'a'])]",
        _LIST,
        source=JAVA_LIST,
    ),
    rendered(
        "list-index-of",
        "indexOf returns the index of the first equal item, and -1 where there is none.",
        "#set($l = ['a', 'b'])[$l.indexOf('b')][$l.indexOf('c')]",
        _LIST,
        source=JAVA_LIST,
    ),
    rendered(
        "list-is-empty",
        "isEmpty is true of a list without items.",
        "#set($l = [])#set($m = ['a'])[$l.isEmpty()][$m.isEmpty()]",
        _LIST,
        source=JAVA_LIST,
    ),
    rendered(
        "list-remove-at",
        "remove with a number removes the item at that index, and returns it.",
        "#set($l = ['a', 'b'])[$l.remove(0)][$l.size()]",
        _LIST,
        source=JAVA_LIST,
    ),
    rendered(
        "list-remove",
        "remove with a text removes the item that equals it, and says whether there was one.",
        "#set($l = ['a', 'b'])[$l.remove('b')][$l.remove('c')][$l.size()]",
        _LIST,
        source=JAVA_LIST,
    ),
    rendered(
        "list-set",
        "set puts an item in the place of another, and returns the other.",
        "#set($l = ['one', 'two'])[$l.set(1, 'foo')]#foreach($i in $l)[$i]#end",
        _LIST,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "list-index-negative",
        "A negative index between brackets counts from the end of a list.",
        "#set($l = ['a', 'b', 'c'])[$l[-1]]",
        "dispatch:Dispatcher.item",
        source="https://velocity.apache.org/engine/1.7/apidocs/org/apache/velocity/runtime/parser/node/ASTIndex.html",
    ),
    rendered(
        "array-get",
        "What split returns has get, size, isEmpty and contains, as a list has.",
        "#set($t = 'x,y')#set($a = $t.split(','))[$a.get(1)][$a.isEmpty()][$a.contains('x')]",
        _ARRAY,
        source="https://velocity.apache.org/engine/1.7/apidocs/org/apache/velocity/util/ArrayListWrapper.html",
    ),
)

_MAPS = (
    rendered(
        "map-put",
        "put returns what was there before.",
        "#set($m = {'k': 'old'})[$m.put('k', 'new')][$m.k]",
        _MAP,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "map-put-all",
        "putAll overwrites what is there under the same keys.",
        "#set($m = {'a': '1'})#set($x = $m.putAll({'a': '3', 'b': '2'}))[$m.a][$m.b]",
        _MAP,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "map-get",
        "get, a point and brackets find the same.",
        "#set($m = {'k': 'v'})[$m.get('k')][$m.k][$m['k']]",
        _READ,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "map-get-or-default",
        "getOrDefault returns its second argument where the map has no such key.",
        "#set($m = {'k': 'v'})[$m.getOrDefault('k', 'x')][$m.getOrDefault('n', 'x')]",
        _READ,
        source=JAVA_MAP,
    ),
    rendered(
        "map-contains-key",
        "containsKey looks a key up with regard to case.",
        "#set($m = {'k': 'v'})[$m.containsKey('k')][$m.containsKey('K')]",
        _READ,
        source=JAVA_MAP,
    ),
    rendered(
        "map-contains-value",
        "containsValue compares a value with each one of the map.",
        "#set($m = {'k': 'v'})[$m.containsValue('v')][$m.containsValue('k')]",
        _READ,
        source=JAVA_MAP,
    ),
    rendered(
        "map-entry-set",
        "An entry has getKey and getValue, and key and value.",
        "#set($m = {'k': 'v'})#foreach($e in $m.entrySet())[$e.getKey()=$e.getValue()]"
        "[$e.key=$e.value]#end",
        _ENTRY,
        source=JAVA_MAP,
    ),
    rendered(
        "map-key-set",
        "keySet lists the keys in the order in which they were written.",
        "#set($m = {'b': 1, 'a': 2})#foreach($k in $m.keySet())[$k]#end[$m.keySet().size()]",
        _VIEW,
        source=AIRSPEED,
        basis=_RECORDED,
    ),
    rendered(
        "map-values",
        "values lists the values.",
        "#set($m = {'b': 1, 'a': 2})#foreach($v in $m.values())[$v]#end"
        "[$m.values().contains(2)][$m.values().isEmpty()]",
        _VIEW,
        source=JAVA_MAP,
    ),
    rendered(
        "map-is-empty",
        "isEmpty and size count the keys of a map.",
        "#set($m = {})[$m.isEmpty()][$m.size()]",
        _READ,
        source=JAVA_MAP,
    ),
    rendered(
        "map-clear",
        "clear leaves an empty map.",
        "#set($m = {'k': 'v'})[$m.clear()][$m.size()]",
        _MAP,
        source=JAVA_MAP,
    ),
    rendered(
        "map-remove",
        "remove returns what was there under a key.",
        "#set($m = {'k': 'v'})[$m.remove('k')][$m.size()]",
        _MAP,
        source=JAVA_MAP,
    ),
    rendered(
        "map-equals",
        "Two maps with equal keys and values are equal.",
        "#set($m = {'k': 'v'})[$m.equals({'k': 'v'})][$m.equals({'k': 'w'})]",
        _MAP,
        source=JAVA_MAP,
    ),
    rendered(
        "map-to-string",
        "A map is written with = between key and value.",
        "#set($m = {'k1': 'v1', 'k2': 'v2'})[$m.toString()]",
        "values:Writer.text",
        source=AIRSPEED,
        basis=_RECORDED,
    ),
)

CASES = (*_LISTS, *_MAPS)
