// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

namespace uc8::cli {

const std::vector<CommandSpec>& command_table() {
  static const std::vector<CommandSpec> table = {
      {"create",
       kCreate,
       {"STREAM"},
       "make a stream and print its full name",
       "Waits until the stream is there. That it is there already is success.\n"
       "-W: default 30."},
      {"exists",
       kExists,
       {"STREAM"},
       "exit 0 if the stream is there, 4 if not",
       "Prints nothing.\n-W: default 30."},
      {"list",
       kList,
       {},
       "print the full name of each stream",
       "One name a line, of the scope that --global (default) or --local names.\n"
       "-W: default 30."},
      {"delete", kDelete, {"STREAM"}, "delete a stream", "Its messages are lost.\n-W: default 30."},
      {"produce",
       kProduce,
       {"STREAM"},
       "send messages",
       "Takes its messages from one of -m, -l, -s and -f. Exits 0 only when the server has\n"
       "confirmed every one of them. What a broken link leaves unconfirmed is sent again, so a\n"
       "message may arrive twice; order is kept. A message has 785000 bytes at most.\n"
       "-W: counted from the start; default never."},
      {"consume",
       kConsume,
       {"STREAM", "SUBSCRIPTION"},
       "print messages, then acknowledge them",
       "A message is written to stdout before it is acknowledged, so none is lost, and one may\n"
       "come twice. A new subscription starts with the messages sent after its first consumer\n"
       "has connected.\n"
       "-W: counted from the last message, or the start; default never. Exit 0 if any came and\n"
       "there is no -C.\n"
       "-F: %p payload, %i id, %k key, %t publish time, %T stream, %S subscription, %P{NAME} a\n"
       "property, %%, \\n, \\t, \\\\; nothing is added. json: one object a line."},
  };
  return table;
}

const CommandSpec* find_command(const std::string& name) {
  for (const CommandSpec& spec : command_table()) {
    if (name == spec.name) return &spec;
  }
  return nullptr;
}

}  // namespace uc8::cli
