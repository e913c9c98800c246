"""A Bot API for tests: true to the server where a bot can notice, with a memory for checkers.

`state.Telegram` is what Telegram knows and decides, without any I/O and with a clock that is handed
in; `server.Server` puts it behind a real port; `students.Student` is a person with a phone;
`driver.Driver` is all of that from another process. The rules and their sources: each module.
"""
