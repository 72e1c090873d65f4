// SPDX-License-Identifier: Apache-2.0
#include "broker/message_id.h"

#include "broker/base64.h"

namespace uc8::emulator {
namespace {

enum Field { kLedger = 1, kEntry = 2, kPartition = 3, kBatchIndex = 4, kBatchSize = 6 };

void append_varint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

void append_field(std::string& out, Field field, uint64_t value) {
  append_varint(out, static_cast<uint64_t>(field) << 3);
  append_varint(out, value);
}

bool read_varint(std::string_view& in, uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(in[0]);
    in.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool skip_bytes(std::string_view& in, uint64_t count) {
  if (count > in.size()) return false;
  in.remove_prefix(static_cast<size_t>(count));
  return true;
}

// The value of a varint field; other wire types are skipped.
bool read_field(std::string_view& in, uint64_t& tag, uint64_t& value) {
  if (!read_varint(in, tag)) return false;
  switch (tag & 7) {
    case 0:
      return read_varint(in, value);
    case 1:
      return skip_bytes(in, 8);
    case 2:
      return read_varint(in, value) && skip_bytes(in, value);
    case 5:
      return skip_bytes(in, 4);
    default:
      return false;
  }
}

}  // namespace

MessageId duplicate_message_id() {
  return {~uint64_t{0}, ~uint64_t{0}, -1, -1};
}

std::string encode_message_id(const MessageId& id, MessageIdForm form) {
  std::string bytes;
  append_field(bytes, kLedger, id.ledger_id);
  append_field(bytes, kEntry, id.entry_id);
  if (id.partition >= 0) append_field(bytes, kPartition, static_cast<uint64_t>(id.partition));
  if (id.batch_index != -1) append_field(bytes, kBatchIndex, static_cast<uint64_t>(id.batch_index));
  if (form == MessageIdForm::with_batch_size) append_field(bytes, kBatchSize, 0);
  return base64_encode(bytes);
}

DecodedMessageId decode_message_id(std::string_view text) {
  DecodedMessageId decoded;
  const Base64Decoded base64 = base64_decode(text);
  if (!base64.ok) {
    decoded.problem = DecodedMessageId::Problem::not_base64;
    decoded.error = base64.error;
    return decoded;
  }
  std::string_view in = base64.bytes;
  bool has_ledger = false, has_entry = false, sound = true;
  while (sound && !in.empty()) {
    uint64_t tag = 0, value = 0;
    sound = read_field(in, tag, value);
    if (tag == kLedger << 3) {
      decoded.id.ledger_id = value;
      has_ledger = true;
    } else if (tag == kEntry << 3) {
      decoded.id.entry_id = value;
      has_entry = true;
    } else if (tag == kPartition << 3) {
      decoded.id.partition = static_cast<int>(value);
    } else if (tag == kBatchIndex << 3) {
      decoded.id.batch_index = static_cast<int>(value);
    }
  }
  if (!sound || !has_ledger || !has_entry) decoded.problem = DecodedMessageId::Problem::not_an_id;
  return decoded;
}

}  // namespace uc8::emulator
