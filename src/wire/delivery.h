// SPDX-License-Identifier: Apache-2.0
//
// The consumer's half of the protocol: deliveries in, acknowledgements and permits out.
#pragma once

#include "base/window_writer.h"
#include "uc8/consumer.h"

namespace uc8 {

/// Reads one text message of a consumer's socket, changing it in place; everything of `out` but its
/// id points into `document`. A text with neither `messageId` nor `payload` (such as
/// `{"endOfTopic":false}`) is no delivery: its id is empty, and it is to be ignored.
/// Errors: `protocol_violation`; `payload_too_large` (more members than can be read).
Error read_delivery(MutableBytes document, Message& out);

/// The id of a delivery of which only a beginning is there: `messageId` is the first member.
/// Errors: `protocol_violation`.
Error read_truncated_delivery_id(MutableBytes beginning, MessageId& out);

/// A negative one: deliver it again.
void write_acknowledgement(WindowWriter& to, const MessageId& id, bool is_negative = false);
/// Precondition: count >= 1: the server answers 0 or less with one message and miscounts after.
void write_permit(WindowWriter& to, uint32_t count);

}  // namespace uc8
