# SPDX-License-Identifier: Apache-2.0
"""What a firmware that uses only a part of the library pays for it: flash of a linked program, RAM
of an object."""
import collections
import os
import re
import subprocess
import tempfile

from section import section

PROGRAMS = {
    "Consumer": ["Consumer"],
    "Producer": ["Producer"],
    "Consumer and Producer": ["Consumer", "Producer"],
    "everything": ["Consumer", "Producer", "StreamAdmin"],
}
MACHINE = ["-mcpu=cortex-m4", "-mthumb"]
# The state of each object, and the memory for a small use of it: 8 messages of 256 bytes in flight.
OBJECTS = """
#include "uc8/admin.h"
#include "uc8/consumer.h"
#include "uc8/producer.h"
extern unsigned char Consumer_state[], Producer_state[], StreamAdmin_state[];
extern unsigned char Consumer_memory[], Producer_memory[], StreamAdmin_memory[];
unsigned char Consumer_state[sizeof(uc8::Consumer)];
unsigned char Producer_state[sizeof(uc8::Producer)];
unsigned char StreamAdmin_state[sizeof(uc8::StreamAdmin)];
unsigned char Consumer_memory[sizeof(uc8::ConsumerStorage<256, 8>)];
unsigned char Producer_memory[sizeof(uc8::ProducerStorage<256, 8>)];
unsigned char StreamAdmin_memory[sizeof(uc8::StreamAdminStorage<>)];
"""


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit("size: " + " ".join(command[:3]) + " …\n" + done.stdout)
    return done.stdout


def methods(objects, classes):
    """The public functions of some classes: what the program is made of."""
    text = run(["arm-none-eabi-nm", *(path for path in objects if "/src/glue/" in path)])
    names = "|".join(f"{len(name)}{name}" for name in classes)
    return re.findall(rf" T (_ZNK?3uc8(?:{names})\S+)", text)


ROW = re.compile(r"^ (\.(?:text|rodata|data|init_array|ARM\.ex\w+)\S*)\s+0x\w+\s+0x(\w+) (\S+)$"
                 r"(?:\n\s+0x(\w+) \(size before relaxing\)$)?", re.MULTILINE)


def flash_by_part(map_text, object_part):
    """Text, read-only and initialized data of a linker map, by part. Equal constants of several
    objects are one in the program, in the first of them; each counts what it had itself."""
    sizes = collections.Counter()
    text = map_text.split("Linker script and memory map")[1]
    text = re.sub(r"^( \.\S+)\n\s+(0x)", r"\1 \2", text, flags=re.MULTILINE)
    for section, size, path, unmerged in ROW.findall(text):
        part = "jsmn" if "jsmn" in section else object_part(path) or "libc"
        sizes[part] += int(unmerged or size, 16)
    return sizes


def programs(objects, object_part):
    """Of each program the flash by part."""
    measured = {}
    for what, classes in PROGRAMS.items():
        with tempfile.TemporaryDirectory() as folder:
            map_path = os.path.join(folder, "map")
            run(["arm-none-eabi-gcc", *MACHINE, "--specs=nano.specs", "--specs=nosys.specs",
                 "-nostartfiles",
                 "-Wl,--gc-sections", "-Wl,-e,0", "-Wl,-Map=" + map_path,
                 *("-Wl,-u," + name for name in methods(objects, classes)),
                 *objects, "-o", os.path.join(folder, "program")])
            with open(map_path, encoding="utf-8") as stream:
                measured[what] = flash_by_part(stream.read(), object_part)
    return measured


def memory(root):
    """Of each class the bytes of an object and of its storage."""
    with tempfile.TemporaryDirectory() as folder:
        source, compiled = os.path.join(folder, "m.cpp"), os.path.join(folder, "m.o")
        with open(source, "w", encoding="utf-8") as stream:
            stream.write(OBJECTS)
        run(["arm-none-eabi-g++", *MACHINE, "-std=c++17", "-I" + os.path.join(root, "include"),
             "-c", source, "-o", compiled])
        found = re.findall(r"^\w+ (\w+) B (\w+)$",
                           run(["arm-none-eabi-nm", "--print-size", compiled]), re.MULTILINE)
    sizes = {name: int(size, 16) for size, name in found}
    return {name: [sizes[name + kind] for kind in ("_state", "_memory")]
            for name in ("Consumer", "Producer", "StreamAdmin")}


def tables(flash, ram, layers, libraries):
    programs = [(what, sum(sizes[layer] for layer in layers),
                 *(sizes[name] for name in (*libraries, "libc"))) for what, sizes in flash.items()]
    return [
        *section("A linked program", "Flash of a program that uses only these classes "
                 "(`--gc-sections`, newlib-nano).",
                 ("program", "our own code", *libraries, "libc"), programs),
        *section("RAM", "An object, and the memory it is given for 8 messages of 256 bytes "
                 "(administration: the\ndefault). The transport and its TLS are apart.",
                 ("class", "object", "memory"), [(name, *sizes) for name, sizes in ram.items()])]
