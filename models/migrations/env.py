"""How Alembic walks from one form of the file to the next: on the connection that it is handed, in its transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    render_as_batch=True,
    **context.config.attributes.get("comparing", {}),  # only where a new step is written
)
context.run_migrations()
