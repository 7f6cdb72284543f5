"""The mark of the tests that need a container engine."""


def pytest_configure(config):
    config.addinivalue_line("markers", "container: needs an image, see test_container.py")
