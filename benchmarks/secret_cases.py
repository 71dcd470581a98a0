"""Proofs that no secret is printed, recorded or kept, whatever a service answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.mastodon_room import SAID, SENTINEL, TOKEN_NAME, Leaky, Newsroom
from benchmarks.stories import Case, Done, Place
from distribute.testing.service import FAULTS, Fault

TOKENS = {
    "ends a line": f"{SENTINEL}\n",
    "two lines": f"{SENTINEL}\r\nX-Header: {SENTINEL}",
    "not Latin": f"{SENTINEL}-€",
    "not ASCII": f"{SENTINEL}-ü",
    "blanks": f" {SENTINEL} ",
    "another's": f"{SENTINEL}-of-another",
}


def secret_cases(
    place: Place, faults: Sequence[Fault] = FAULTS, tokens: Iterable[str] = tuple(TOKENS)
) -> Iterator[Callable[[], Case]]:
    """Yield each fault with a talkative service, and tokens that can't be sent."""
    for fault in faults:
        yield lambda f=fault: secret_case(place, Leaky(), f, fault=f)  # type: ignore[misc]
    for name in tokens:
        yield lambda n=name: secret_case(  # type: ignore[misc]
            place, Leaky(), f"token: {n}", token=TOKENS[n], expected=None
        )
    yield lambda: secret_case(place, Leaky(strange=True), "no status")
    yield lambda: secret_case(place, Leaky(broken=True), "can't log in", expected=0)
    yield lambda: literal_secret(place)


def secret_case(
    place: Place,
    service: Leaky,
    name: str,
    *,
    fault: Fault | None = None,
    token: str = "",
    expected: int | None = 1,
) -> Case:
    """Run every command that may talk of secrets, and look for them wherever words may be."""
    case = Case("5 secrets", name)
    with service:
        room = Newsroom(case, place, service, timeout=1, patience=4)
        if token:
            room.env[TOKEN_NAME] = token
        service.cue(fault)
        with place.slots:
            ended = [room.publish("-v")]
            service.calm()
            ended += [room.run("settle", "-v"), room.run("status", "-v", "--json")]
        room.wait_out()
        with place.slots:
            ended += [
                room.publish("-v", "--json"),
                room.run("repost", "42", "mastodon", "--because", "x", "--dry-run", "-v"),
            ]
        for done in ended:
            case.expect(done.code in {0, 1, 3} and "Traceback" not in done.err, f"{done.said}")
        expect_no_secret(case, ended, room.folder)
        if expected is not None:
            case.count(expected, len(service.arrived))
        else:
            case.expect(len(service.arrived) <= 1, "it is out twice")
    return case


def literal_secret(place: Place) -> Case:
    """Write the token itself where its name belongs: the mistake is told without it."""
    case = Case("5 secrets", "a literal in the settings, and an --env-file")
    with Leaky() as service, place.slots:
        room = Newsroom(case, place, service)
        settings, env = room.folder / "channels.yaml", Path(tempfile.mkdtemp(dir=place.folder)) / ".env"
        right = settings.read_text()
        settings.write_text(right.replace(f"${TOKEN_NAME}", SENTINEL))
        wrong = room.publish("-v")
        case.expect(wrong.code == 2, wrong.said)
        settings.write_text(right)
        del room.env[TOKEN_NAME]
        env.write_text(f"{TOKEN_NAME}={SENTINEL}\n")
        sent = room.run("--env-file", str(env), "publish", "42", "-v")
        case.expect(sent.code == 0, sent.said)
        expect_no_secret(case, [wrong, sent], room.folder)
        case.count(1, len(service.arrived))
    return case


def expect_no_secret(case: Case, ended: Iterable[Done], folder: Path) -> None:
    """Look for the sentinels in what was said and in every file."""
    files = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    spoken = {f"run {at}": f"{done.out}\n{done.err}".encode() for at, done in enumerate(ended, 1)}
    for place, words in {**files, **spoken}.items():
        for secret in (SENTINEL, SAID):
            case.expect(secret.encode() not in words, f"{secret} is in {place}")
