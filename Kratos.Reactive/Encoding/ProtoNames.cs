namespace Kratos.Reactive;

/// <summary>How the fields of a message are called in JSON.</summary>
public enum ProtoNames
{
    /// <summary>As JSON has it: <c>userId</c>, or the <c>json_name</c> of the proto file.</summary>
    Json,

    /// <summary>As the proto file has it: <c>user_id</c>.</summary>
    Proto,
}
