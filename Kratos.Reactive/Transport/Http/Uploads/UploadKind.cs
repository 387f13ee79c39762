namespace Kratos.Reactive;

/// <summary>What is known of a method that takes an <see cref="Upload{Q}"/>: how the message beside the files is read, and how both are put together.</summary>
abstract class UploadKind
{
    internal abstract Type Message { get; }

    internal abstract MessageCodec Codec { get; }

    internal abstract object Make(object message, UploadSource files);

    /// <summary>Null for a method that takes no upload.</summary>
    internal static UploadKind? Of(Type input) => input.IsGenericType && input.GetGenericTypeDefinition() == typeof(Upload<>)
        ? (UploadKind)Activator.CreateInstance(typeof(UploadKind<>).MakeGenericType(input.GetGenericArguments()))!
        : null;
}

/// <inheritdoc/>
sealed class UploadKind<Q> : UploadKind where Q : notnull
{
    internal override Type Message => typeof(Q);

    internal override MessageCodec Codec => MessageCodec.For<Q>();

    internal override object Make(object message, UploadSource files) => new Upload<Q>((Q)message, files);
}
