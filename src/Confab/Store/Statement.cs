using System.Text.Json.Serialization.Metadata;

namespace Confab.Store;

/// <summary>A statement with its values, and what becomes of its rows.</summary>
internal abstract class Statement(SqlText sql, Bind? bind, object? args)
{
    /// <summary>Its text.</summary>
    public SqlText Sql => sql;

    /// <summary>Whether it has run.</summary>
    public bool HasRun { get; private set; }

    /// <summary>Hands its values over.</summary>
    public void Bind(IValues values) => bind?.Invoke(values, args!);

    /// <summary>Takes a row; false when it wants no more.</summary>
    public abstract bool Take(IRow row);

    /// <summary>It has run, and so many rows were changed.</summary>
    public virtual void End(int changed) => HasRun = true;

    /// <summary>A statement that only changes; its result is how many rows.</summary>
    public sealed class Change(SqlText sql, Bind? bind, object? args) : Statement(sql, bind, args)
    {
        /// <summary>How many rows were changed.</summary>
        public int Result { get; private set; }

        /// <inheritdoc />
        public override bool Take(IRow row) => false;

        /// <inheritdoc />
        public override void End(int changed)
        {
            base.End(changed);
            Result = changed;
        }
    }

    /// <summary>A query for one row.</summary>
    public sealed class First<T>(SqlText sql, Bind? bind, object? args) : Statement(sql, bind, args)
    {
        /// <summary>The row, or the type's default when there is none.</summary>
        public T? Result { get; private set; }

        /// <inheritdoc />
        public override bool Take(IRow row)
        {
            Result = RowReader<T>.Of(Sql, row)(row);
            return false;
        }
    }

    /// <summary>A query for all rows.</summary>
    public sealed class All<T>(SqlText sql, Bind? bind, object? args) : Statement(sql, bind, args)
    {
        private Func<IRow, T>? read;

        /// <summary>The rows.</summary>
        public List<T> Result { get; } = [];

        /// <inheritdoc />
        public override bool Take(IRow row)
        {
            Result.Add((read ??= RowReader<T>.Of(Sql, row))(row));
            return true;
        }
    }

    /// <summary>A query for a page, which is written in a shape of the API as it is read.</summary>
    public sealed class Page(SqlText sql, Bind? bind, object? args, int size, JsonTypeInfo shape) : Statement(sql, bind, args)
    {
        private RowWriter? rows;

        /// <summary>The page.</summary>
        public WrittenPage Result { get; } = new(size);

        /// <inheritdoc />
        public override bool Take(IRow row) => Result.Take(row, rows ??= RowWriter.Of(Sql, row, shape));
    }
}
