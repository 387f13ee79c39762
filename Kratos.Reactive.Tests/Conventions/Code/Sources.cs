using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Disk = System.IO.File;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Which file (from the project's folder) each piece of an assembly was compiled from, by its symbols. What a generator wrote has no file.</summary>
sealed class Sources
{
    // The compiler notes the files of a type that has no code of its own under this name (portable PDB, "type definition documents").
    static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    readonly Dictionary<int, (int Offset, string File)[]> points = [];
    readonly ILookup<int, string> documents;
    readonly string folder;

    internal Sources(Assembly assembly)
    {
        Assembly = assembly;
        folder = $"/{assembly.GetName().Name}/";
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(Disk.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb")));
        var reader = symbols.GetMetadataReader();
        foreach (var handle in reader.MethodDebugInformation) points[MetadataTokens.GetToken(handle.ToDefinitionHandle())] = Points(reader, handle);
        documents = Documents(reader).ToLookup(one => one.Type, one => one.File);
    }

    internal Assembly Assembly { get; }

    /// <summary>The file of an instruction; null for what the compiler or a generator made up.</summary>
    internal string? File(MethodBase method, int offset) => points[method.MetadataToken].LastOrDefault(point => point.Offset <= offset).File;

    /// <summary>The files of a type or a member of this assembly; of its type if it has none of its own.</summary>
    internal IReadOnlySet<string> Files(MemberInfo member) => member switch
    {
        FieldInfo field when Initialised(field) is { } file => new HashSet<string> { file },
        MethodBase method when points.GetValueOrDefault(method.MetadataToken) is { Length: > 0 } known => known.Select(point => point.File).ToHashSet(),
        Type type => Home(type),
        _ => Home(member.DeclaringType!),
    };

    // A field is where it is initialised, or where the property is that it stands behind.
    string? Initialised(FieldInfo field) =>
    (
        from made in field.DeclaringType!.GetConstructors(Code.All)
        from use in Il.Members(made)
        where (use.Code == OpCodes.Stfld || use.Code == OpCodes.Stsfld) && use.Member.MetadataToken == field.MetadataToken && use.Member.Module == field.Module
        select File(made, use.Offset)
    ).FirstOrDefault() ?? (field.Name is ['<', .. var name] && field.DeclaringType!.GetProperty(name.Split('>')[0], Code.All) is { GetMethod: { } get } ? Files(get).FirstOrDefault() : null);

    HashSet<string> Home(Type type)
    {
        var files = Points(type).Concat(documents[type.MetadataToken]).ToHashSet();
        return files.Count > 0 ? files : type.DeclaringType is { } outer ? Home(outer) : [.. Code.Nested(type).SelectMany(Points)];
    }

    IEnumerable<string> Points(Type type) => Code.Methods(type).SelectMany(method => points.GetValueOrDefault(method.MetadataToken) ?? []).Select(point => point.File);

    (int, string)[] Points(MetadataReader reader, MethodDebugInformationHandle handle) =>
    [
        .. from point in reader.GetMethodDebugInformation(handle).GetSequencePoints()
           where !point.IsHidden
           let file = Relative(reader, point.Document)
           where file is not null
           select (point.Offset, file),
    ];

    IEnumerable<(int Type, string File)> Documents(MetadataReader reader)
    {
        foreach (var handle in reader.CustomDebugInformation)
        {
            var told = reader.GetCustomDebugInformation(handle);
            if (reader.GetGuid(told.Kind) != TypeDocuments) continue;
            var blob = reader.GetBlobReader(told.Value);
            while (blob.RemainingBytes > 0)
                if (Relative(reader, MetadataTokens.DocumentHandle(blob.ReadCompressedInteger())) is { } file)
                    yield return (MetadataTokens.GetToken(told.Parent), file);
        }
    }

    string? Relative(MetadataReader reader, DocumentHandle document)
    {
        var path = reader.GetString(reader.GetDocument(document).Name).Replace('\\', '/');
        var start = path.LastIndexOf(folder, StringComparison.Ordinal);
        return start < 0 || path.Contains("/obj/", StringComparison.Ordinal) ? null : path[(start + folder.Length)..];
    }
}
