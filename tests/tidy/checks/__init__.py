# SPDX-License-Identifier: Apache-2.0
"""One module per kind of rule. A check is a function that takes a Tree and answers its findings."""
